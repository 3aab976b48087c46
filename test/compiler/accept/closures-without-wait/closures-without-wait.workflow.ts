/** A loop that never waits is copied whole, closures and all. */
import { join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ClosuresWithoutWait {
  async run(input: number) {
    const total: number[] = [];
    const makers: (() => number)[] = [];
    for (let index = 0; index < input; index++) makers.push(() => index);
    for (const make of makers) total.push(make());
    await this.note(total.join());
    return total;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'three', input: 3, expect: { value: [0, 1, 2] } },
];
