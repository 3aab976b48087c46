import { signal, workflow } from '@waystone/core';

@workflow()
export class Order {
  readonly approval = signal<boolean>();

  async run(): Promise<boolean> {
    const first = await this.approval.receive({ timeout: '48h' });
    return first && (await this.approval.receive());
  }
}
