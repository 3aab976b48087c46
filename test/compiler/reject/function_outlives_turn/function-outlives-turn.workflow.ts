import { flow, task, workflow } from '@waystone/core';

@workflow()
export class Order {
  @task()
  async charge(cents: number): Promise<string> {
    return `receipt for ${cents}`;
  }

  @flow()
  async remember(cents: number, list: unknown[]): Promise<void> {
    list.push(() => cents);
    if (cents > 100) await this.charge(cents);
  }

  @flow()
  async rememberAll(cents: number, list: unknown[]): Promise<void> {
    await this.rememberOne(cents + 1, list);
  }

  @flow()
  async rememberOne(cents: number, list: unknown[]): Promise<void> {
    list.push(() => -cents);
    await this.charge(cents);
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
      const named = () => cents;
      const holder = { named, twice: { of: () => cents * 2 } };
      kept.first = holder.twice;
      function declared() {
        return turn;
      }
      list.push(
        declared,
        class {
          static cents = cents;
        },
        [1].map(() => () => turn)[0],
      );
      await this.remember(cents, list);
      await this.rememberAll(cents, list);
      const fine = list.filter((item) => item !== cents).map((item) => item + turn);
      list.push(fine.length, named());
    }
    return [kept.first, list].length;
  }
}
