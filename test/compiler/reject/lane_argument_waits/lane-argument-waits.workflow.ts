import { flow, join, task, workflow } from '@waystone/core';

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

export function count(items: number[]): number {
  return items.length;
}

@workflow()
export class Basket {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  @flow()
  async added(items: number[]): Promise<number> {
    items.push((await this.charge(1)).length);
    return items.length;
  }

  async run(items: number[]): Promise<void> {
    await join([this.charge(1), this.charge(await this.added(items)), this.charge(count(items)), this.charge(count([1]) + Math.max(...items))]);
  }
}
