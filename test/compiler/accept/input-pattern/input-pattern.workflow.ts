/** The input taken apart, with a default. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class InputPattern {
  async run({ name = 'nobody', tags: [first, ...others] = ['none'] }: { name?: string; tags?: string[] } = {}) {
    await this.note(name);
    return [name, first, others];
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'given', input: { name: 'ann', tags: ['a', 'b'] } },
  { name: 'partly', input: {} },
  { name: 'none', input: undefined },
];
