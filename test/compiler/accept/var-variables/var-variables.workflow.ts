/** `var` belongs to the whole flow. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class VarVariables {
  async run(input: number) {
    var seen = [before];
    if (input > 0) {
      var before: number | undefined = await this.add(input, 1);
    }
    for (var index = 0; index < 2; index++) await this.note(String(index));
    for (var each of [1, 2]) seen.push(each);
    var each = 5;
    seen.push(each);
    seen.push(before);
    return [seen.length, before ?? 'unset', index];
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'set', input: 1 },
  { name: 'unset', input: 0 },
];
