/** A variable with no value yet, and one that only some paths set. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class LetWithoutValue {
  async run(input: number) {
    let found: string | undefined;
    let late;
    if (input > 1) found = await this.echo('found');
    else await this.note('nothing');
    late = found ?? 'default';
    await this.note(late);
    return [found ?? 'none', late];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'sets', input: 2, expect: { value: ['found', 'found'] } },
  { name: 'leaves', input: 1, expect: { value: ['none', 'default'] } },
];
