/** Errors of tasks and of code are caught alike. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class TryCatch {
  async run(input: number) {
    const out: unknown[] = [];
    try {
      out.push(await this.check(input));
      if (input === 0) throw new TypeError('zero');
      out.push('went on');
    } catch (error) {
      out.push(error instanceof RangeError, error instanceof TypeError, (error as Error).message);
      await this.note('caught');
      out.push((error as Error).name);
    }
    return out;
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
  { name: 'fine', input: 1, expect: { value: [1, 'went on'] } },
  { name: 'code', input: 0, expect: { value: [0, false, true, 'zero', 'TypeError'] } },
  { name: 'task', input: -1, expect: { value: [true, false, 'negative: -1', 'RangeError'] } },
];
