import { join, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(items: number[]): Promise<void> {
    await join([this.charge(1), this.charge((await this.charge(2)).length)]);
    await join([join([this.charge((await this.charge(4)).length)])]);
    await join({ one: this.charge(1), two: this.charge(Number(await this.charge(3))) }, { concurrency: items.length });
  }
}
