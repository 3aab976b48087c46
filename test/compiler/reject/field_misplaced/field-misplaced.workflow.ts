import { signal, status, workflow } from '@waystone/core';

@workflow()
export class Order {
  readonly inbox = { approval: signal<boolean>() };
  private readonly hidden = signal<boolean>();
  static readonly stage = status('received');

  async run(): Promise<boolean> {
    return await this.hidden.receive({ timeout: '1h' });
  }
}
