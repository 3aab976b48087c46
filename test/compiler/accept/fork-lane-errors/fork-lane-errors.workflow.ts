/** Lanes that handle their own errors. */
import { flow, join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForkLaneErrors {
  @flow() async careful(value: number) {
    try {
      return await this.check(value);
    } catch (error) {
      await this.note('handled');
      return (error as Error).message;
    } finally {
      await this.note(`done ${value}`);
    }
  }

  async run(input: number[]) {
    return await join(input.map((value) => this.careful(value)), { concurrency: 2 });
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
  { name: 'mixed', input: [1, -1, 2, -2] },
];
