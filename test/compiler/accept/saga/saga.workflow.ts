/** Compensation in reverse order. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class Saga {
  @task(once) async reserve(item: string): Promise<string> {
    if (item.startsWith('x')) throw new Error(`no ${item}`);
    return `r-${item}`;
  }

  async run(input: string[]) {
    const reserved: string[] = [];
    try {
      for (const item of input) reserved.push(await this.reserve(item));
      return reserved;
    } catch (error) {
      while (reserved.length > 0) await this.note(`release ${reserved.pop()!}`);
      throw new Error('rolled back', { cause: error });
    }
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'fine', input: ['a', 'b'] },
  { name: 'rolled back', input: ['a', 'b', 'x1', 'c'], expect: { error: ['Error', 'rolled back'] } },
];
