/** As soon as enough lanes succeeded; the others are marked canceled. */
import { flow, join, sleep, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class ForkAtLeast {
  @flow() async after(ms: number): Promise<number> {
    await sleep(ms);
    if (ms % 2) throw new RangeError(`odd: ${ms}`);
    return ms;
  }

  @task() async quorum(count: number): Promise<number> {
    return Math.floor(count / 2) + 1;
  }

  async run({ list, atLeast }: { list: number[]; atLeast: number }) {
    const each = await join(list.map((ms) => this.after(ms)), { mode: { atLeast } });
    const named = await join({ a: this.after(20), b: this.after(10), c: this.after(5) }, { mode: { atLeast: await this.quorum(2) } });
    const one = await join([this.after(20), this.after(10)], { concurrency: 1, mode: { atLeast: 1 } });
    return { each: each.map((end) => (end.status === 'fulfilled' ? end.value : end.status)), named: Object.values(named).map(({ status }) => status), one };
  }
}

export const cases: Case[] = [
  {
    name: 'is reached',
    input: { list: [40, 10, 5, 20], atLeast: 2 },
    expect: {
      value: {
        each: ['canceled', 10, 'rejected', 20],
        named: ['fulfilled', 'fulfilled', 'rejected'],
        one: [{ status: 'fulfilled', value: 20 }, { status: 'canceled' }],
      },
    },
    plainDiffers: 'a plain run does not hold back lanes beyond `concurrency`',
  },
  {
    name: 'cannot be reached',
    input: { list: [7, 40, 5], atLeast: 2 },
    expect: { error: ['AggregateError', 'too few lanes can still succeed: 2 of 3 failed'] },
  },
  {
    name: 'there are too few',
    input: { list: [10], atLeast: 2 },
    expect: { error: ['AggregateError', 'too few lanes can still succeed: 0 of 1 failed'] },
  },
  {
    name: 'is impossible',
    input: { list: [10], atLeast: 0 },
    expect: { error: ['JoinOptionInvalidError', 'atLeast cannot be 0; give a whole number of at least 1'] },
  },
];
