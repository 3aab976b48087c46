import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(prices: Map<string, number>): Promise<void> {
    const values: Iterable<number> = prices.values();
    for (const cents of values) await this.charge(cents);
  }
}
