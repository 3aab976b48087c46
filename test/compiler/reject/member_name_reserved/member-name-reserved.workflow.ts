import { signal, status, workflow } from '@waystone/core';

@workflow()
export class Order {
  readonly cancel = signal<string>();
  readonly result = status<number>(0);
  readonly status = status<string>('open');

  async run(): Promise<string> {
    return await this.cancel.receive({ timeout: '1h' });
  }
}
