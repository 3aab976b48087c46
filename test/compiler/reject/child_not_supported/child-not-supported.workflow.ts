import { child, workflow } from '@waystone/core';

@workflow()
export class Order {
  async run(order: string): Promise<void> {
    await child(Order, order);
  }
}
