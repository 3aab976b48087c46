import { workflow } from '@waystone/core';

@workflow()
class Order {
  async run(): Promise<void> {}
}

export const used: unknown = Order;

export namespace Shop {
  @workflow()
  export class Return {
    async run(): Promise<void> {}
  }
}
