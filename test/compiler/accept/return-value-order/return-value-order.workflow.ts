/** The value of `return` is computed before `finally` changes what it was made of. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ReturnValueOrder {
  async run(input: { count: number }) {
    let count = input.count;
    try {
      return [count, input];
    } finally {
      count = 99;
      input.count = await this.add(input.count, 1);
    }
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'keeps', input: { count: 1 }, expect: { value: [1, { count: 2 }] } },
];
