/** Tasks and variables named like what objects have. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class DefaultWorkflowNames {
  async run(input: number) {
    const constructor = await this.add(input, 1);
    const toString = await this.add(constructor, 1);
    const hasOwnProperty = [constructor, toString];
    await this.note(String(toString));
    const arguments_ = { constructor, toString: String(toString) };
    return [arguments_.constructor, hasOwnProperty];
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'works', input: 1 },
];
