import { join, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(items: number[]): Promise<void> {
    await join([this.charge(1), this.charge((await this.charge(2)).length)], { mode: 'settled' });
    await join([join([this.charge(3), this.charge((await this.charge(4)).length)]), this.charge(5)]);
    await join([items.length > 1 ? this.charge((await this.charge(6)).length) : this.charge(7)]);
    await join({ one: this.charge(1), two: this.charge(Number(await this.charge(3))) }, { concurrency: items.length });
  }
}
