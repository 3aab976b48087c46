/** So many failures are tolerated, one more rejects. */
import { flow, join, sleep, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class ForkTolerate {
  @flow() async after(ms: number): Promise<number> {
    await sleep(ms);
    if (ms % 2) throw new RangeError(`odd: ${ms}`);
    return ms;
  }

  async run({ list, tolerate }: { list: number[]; tolerate: number | `${number}%` }) {
    const each = await join(list.map((ms) => this.after(ms)), { tolerate, mode: 'settled' });
    const named = await join({ a: this.after(1), b: this.after(2) }, { mode: 'settled', tolerate: 1 });
    return [each.map(({ status }) => status), named.a.status, named.b];
  }
}

export const cases: Case[] = [
  {
    name: 'a number',
    input: { list: [1, 2, 3, 4], tolerate: 2 },
    expect: { value: [['rejected', 'fulfilled', 'rejected', 'fulfilled'], 'rejected', { status: 'fulfilled', value: 2 }] },
  },
  {
    name: 'a share',
    input: { list: [1, 2, 3, 4], tolerate: '50%' },
    expect: { value: [['rejected', 'fulfilled', 'rejected', 'fulfilled'], 'rejected', { status: 'fulfilled', value: 2 }] },
  },
  {
    name: 'too many failed',
    input: { list: [30, 9, 5, 7], tolerate: '25%' },
    expect: { error: ['AggregateError', 'more lanes failed than are tolerated: 2 of 4 failed'] },
  },
  {
    name: 'no lanes',
    input: { list: [], tolerate: 0 },
    expect: { value: [[], 'rejected', { status: 'fulfilled', value: 2 }] },
  },
];
