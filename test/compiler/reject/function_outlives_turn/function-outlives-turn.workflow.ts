import { task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  async run(items: number[]): Promise<unknown> {
    const kept: { first?: unknown } = {};
    const list: any[] = [];
    for (let turn = 0; turn < items.length; turn++) {
      const cents = items[turn] ?? 0;
      if (turn === 0) kept.first = () => turn;
      list.push(function () {
        return cents;
      });
      if (cents > 100) await this.charge(cents);
      const largest = items.toSorted((one, other) => one - other + cents);
      if (largest.length === 0) break;
    }
    return [kept.first, list].length;
  }
}
