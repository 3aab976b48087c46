import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  private attempts = 0;
  private limits = { upper: 1, lower: 0 };
  private readonly seen = new Map<number, number[]>();
  private readonly order: number[] = [];

  async run(cents: number): Promise<string> {
    this.attempts += 1;
    this.attempts++;
    [this.limits.upper, this.attempts] = [cents, 0];
    this.seen.set(cents, this.order.toSorted());
    this.order.push(cents);
    return await this.charge(cents);
  }
}
