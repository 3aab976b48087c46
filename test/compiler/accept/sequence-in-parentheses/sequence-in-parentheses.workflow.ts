/** A sequence in parentheses stays one value, wherever it goes. */
import { flow, join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class SequenceInParentheses {
  async run(input: number) {
    let count = input;
    const one: number = (count++, count * 10);
    const lanes = await join([1, 2].map(async (item) => { return (item++, item * 3); }));
    count = (await this.add(0, count)) > 100 ? 0 : (count++, count);
    return [one, lanes, count, await this.last(count)];
  }

  @flow() async last(count: number): Promise<number> {
    if (count > 100) await this.add(1, 1);
    return (count++, count);
  }

  @task() async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [{ name: 'runs', input: 1 }];
