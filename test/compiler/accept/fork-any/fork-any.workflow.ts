/** The first lane to succeed; the errors of all if none does. */
import { flow, join, sleep, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class ForkAny {
  @flow() async after(ms: number): Promise<number> {
    await sleep(ms);
    if (ms % 2) throw new RangeError(`odd: ${ms}`);
    return ms;
  }

  async run(list: number[]) {
    const each = await join(list.map((ms) => this.after(ms)), { mode: 'any' });
    const named = await join({ a: this.after(5), b: this.after(20), c: this.after(10) }, { mode: 'any' });
    let none: unknown;
    try {
      await join([this.after(9), this.after(7)], { mode: 'any' });
    } catch (error) {
      none = error instanceof AggregateError && [error.message, error.errors.map((each: Error) => `${each.name} ${each.message}`)];
    }
    return { each, named, none };
  }

  @task() async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  {
    name: 'one succeeds',
    input: [30, 7, 12],
    expect: {
      value: {
        each: 12,
        named: { lane: 'c', value: 10 },
        none: ['All promises were rejected', ['RangeError odd: 9', 'RangeError odd: 7']],
      },
    },
  },
  { name: 'none succeeds', input: [7, 9], expect: { error: ['AggregateError', 'All promises were rejected'] } },
  { name: 'there is none', input: [], expect: { error: ['AggregateError', 'All promises were rejected'] } },
];
