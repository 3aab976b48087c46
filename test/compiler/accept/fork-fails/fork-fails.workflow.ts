/** The first failure rejects the join. */
import { join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForkFails {
  async run(input: number) {
    try {
      return await join([this.check(input), this.check(input + 1)]);
    } catch (error) {
      await this.note('failed');
      return [(error as Error).message, error instanceof RangeError];
    }
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }

  @task(once) async check(value: number): Promise<number> {
    if (value < 0) throw new RangeError(`negative: ${value}`);
    return value;
  }
}

export const cases: Case[] = [
  { name: 'fine', input: 1, expect: { value: [1, 2] } },
  { name: 'fails', input: -1, expect: { value: ['negative: -1', true] } },
];
