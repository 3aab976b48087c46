/** Errors cross the border of a flow like that of a call. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class FlowErrors {
  @flow() async risky(value: number) {
    try {
      return await this.check(value);
    } catch (error) {
      if (value < -5) throw error;
      return 'handled';
    } finally {
      await this.note('risky done');
    }
  }

  async run(input: number) {
    try {
      const result = await this.risky(input);
      if (result === 0) throw new Error('zero');
      return result;
    } catch (error) {
      return `outer: ${(error as Error).message}`;
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
  { name: 'fine', input: 1, expect: { value: 1 } },
  { name: 'zero', input: 0, expect: { value: 'outer: zero' } },
  { name: 'handled', input: -1, expect: { value: 'handled' } },
  { name: 'passed on', input: -9, expect: { value: 'outer: negative: -9' } },
];
