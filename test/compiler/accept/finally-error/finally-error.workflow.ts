/** An error passes through `finally` and goes on. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class FinallyError {
  async run(input: number) {
    try {
      await this.check(input);
      return 'fine';
    } finally {
      await this.note('released');
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
  { name: 'fine', input: 1, expect: { value: 'fine' } },
  { name: 'fails', input: -1, expect: { error: ['RangeError', 'negative: -1'] } },
];
