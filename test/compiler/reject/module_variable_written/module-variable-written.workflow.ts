import { task, workflow } from '@waystone/core';

export let count = 0;
export const sums = { total: 0 };
export const seen = new Set<number>();

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(cents: number): Promise<string> {
    count += cents;
    [cents, sums.total] = [count, cents];
    seen.add(cents);
    return await this.charge(count++);
  }
}
