/** Nothing is replayed, so chance and clocks are allowed between waits. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class DatesAndChance {
  async run() {
    const before = Date.now();
    const chance = Math.random();
    await this.note('x');
    return before > 0 && chance < 1 && new Date(before).getTime() === before;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'keeps', expect: { value: true } },
];
