/** A `@loop` that fails at its limit. */
import { loop, task, workflow, LoopLimitError } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class LoopLimitFails {
  @loop({ maxIterations: 3 }) async fill(target: number) {
    let sum = 0;
    while (sum < target) sum = await this.add(sum, 1);
    return sum;
  }

  async run(input: number) {
    try {
      return await this.fill(input);
    } catch (error) {
      if (error instanceof LoopLimitError) return `${error.loop} ${error.maxIterations}`;
      throw error;
    }
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'exactly', input: 3, expect: { value: 3 } },
  { name: 'over', input: 4, expect: { value: 'fill 3' }, plainDiffers: 'plain code does not count iterations' },
];
