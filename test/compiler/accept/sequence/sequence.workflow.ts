/** One wait after the other; values live across them. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class Sequence {
  async run(input: number) {
    const one = await this.add(input, 1);
    const unused = await this.add(input, 100);
    const two = await this.add(one, 1);
    return one * 10 + two;
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'adds', input: 1, expect: { value: 23 } },
];
