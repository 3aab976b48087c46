import { task, workflow } from '@waystone/core';

/** Not the language's, whatever it is called. */
export class Map {
  *[Symbol.iterator](): Iterator<number> {
    yield 1;
  }
}

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(prices: globalThis.Map<string, number>): Promise<void> {
    const values: Iterable<number> = prices.values();
    for (const cents of values) await this.charge(cents);
    for (const cents of new Map()) await this.charge(cents);
    const either: number[] | ReadonlySet<number> = prices.size > 1 ? [...values] : new Set(values);
    for (const cents of either) await this.charge(cents);
  }
}
