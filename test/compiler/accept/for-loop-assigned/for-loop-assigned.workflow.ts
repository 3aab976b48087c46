/** A `for` whose head assigns a variable declared before. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForLoopAssigned {
  async run(input: number) {
    let index;
    for (index = 0; index < input; index++) await this.note(String(index));
    return index;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'two', input: 2, expect: { value: 2 } },
];
