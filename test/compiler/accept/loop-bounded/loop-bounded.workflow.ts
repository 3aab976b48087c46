/** A `@loop` that ends before its limit. */
import { loop, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class LoopBounded {
  @loop({ maxIterations: 5 }) async fill(target: number) {
    let sum = 0;
    while (sum < target) sum = await this.add(sum, 2);
    return sum;
  }

  async run(input: number) {
    return [await this.fill(input), await this.fill(3)];
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'below', input: 9, expect: { value: [10, 4] } },
  { name: 'none', input: 0, expect: { value: [0, 4] } },
];
