/** `while` with waits in its test and body. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class WhileLoop {
  async run(input: number) {
    let left = input;
    const seen: number[] = [];
    while (await this.check(left)) {
      seen.push(left);
      left--;
      if (left === 2) continue;
      await this.note(`left ${left}`);
      if (seen.length > 5) break;
    }
    return [left, seen];
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
  { name: 'three', input: 3 },
  { name: 'ten', input: 10 },
  { name: 'none', input: 0 },
];
