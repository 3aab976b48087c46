import { workflow } from '@waystone/core';

@workflow({ name: 'Order/Refund' })
export class Order {
  async run(): Promise<void> {}
}
