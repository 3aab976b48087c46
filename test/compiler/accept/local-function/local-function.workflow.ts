/** A function declared in a flow, used between two waits. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class LocalFunction {
  async run(input: number) {
    await this.note('start');
    function twice(value: number): number {
      return value <= 1 ? input : twice(value - 1) * 2;
    }
    const result = twice(input);
    return await this.add(result, 1);
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'calls', input: 3, expect: { value: 13 } },
];
