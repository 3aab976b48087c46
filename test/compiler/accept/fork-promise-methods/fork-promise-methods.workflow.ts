/** `Promise.all` and its like mean a join of the same shape. */
import { flow, fork, join, sleep, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class ForkPromiseMethods {
  @flow() async after(ms: number): Promise<number> {
    await sleep(ms);
    if (ms % 2) throw new RangeError(`odd: ${ms}`);
    return ms;
  }

  @fork() async both(n: number) {
    return Promise.all([this.echo(n), this.echo(-n)]);
  }

  async run(list: number[]) {
    const all = await Promise.all(list.map((n) => this.echo(n)));
    const [one, two] = await Promise.all([this.echo('one'), this.both(2)]);
    const settled = await Promise.allSettled([this.after(1), this.after(2)]);
    const any = await Promise.any([this.after(1), this.after(20), this.after(10)]);
    const race = await Promise.race([this.after(30), (async () => (await sleep(5), 'five'))()]);
    const inner = await Promise.all(list.map(async (n) => (await Promise.all(list.map((m) => this.echo(n * m)))).length + n));
    const failed: unknown[] = [];
    for (const attempt of [1, 2, 3]) {
      try {
        if (attempt === 1) await Promise.all([this.after(20), this.after(3)]);
        if (attempt === 2) await Promise.any([this.after(3), this.after(1)]);
        if (attempt === 3) await Promise.race([this.after(20), this.after(1)]);
      } catch (error) {
        failed.push((error as Error).name, (error as Error).message);
      }
    }
    const empty = await Promise.all([].map((n) => this.echo(n)));
    const nested = await join([Promise.all([this.echo(1), this.echo(2)]), Promise.race([this.after(2), this.after(4)])]);
    return { all, one, two, statuses: settled.map(({ status }) => status), any, race, inner, failed, empty, nested };
  }

  @task() async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  {
    name: 'all of them',
    input: [1, 2],
    expect: {
      value: {
        all: [1, 2],
        one: 'one',
        two: [2, -2],
        statuses: ['rejected', 'fulfilled'],
        any: 10,
        race: 'five',
        inner: [3, 4],
        failed: ['RangeError', 'odd: 3', 'AggregateError', 'All promises were rejected', 'RangeError', 'odd: 1'],
        empty: [],
        nested: [[1, 2], 2],
      },
    },
  },
];
