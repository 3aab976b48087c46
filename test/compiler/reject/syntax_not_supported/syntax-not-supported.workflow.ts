import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(prices: Record<string, number>): Promise<void> {
    for (const name in prices) {
      await this.charge(name.length);
    }
  }
}
