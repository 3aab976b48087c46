import { workflow } from '@waystone/core';

@workflow()
class Order {
  async run(): Promise<void> {}
}

export const used: unknown = Order;
