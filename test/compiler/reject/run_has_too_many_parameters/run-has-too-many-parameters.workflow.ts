import { workflow } from '@waystone/core';

@workflow()
export class Order {
  async run(order: string, customer: string): Promise<string> {
    return `${order} of ${customer}`;
  }
}
