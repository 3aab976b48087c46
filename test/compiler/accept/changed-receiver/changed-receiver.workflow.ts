/** A receiver that changes while arguments are evaluated stays the first one. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ChangedReceiver {
  async run(input: number) {
    let list = [input];
    const first = list;
    const length = list.push(await this.add(input, 1), (list = [7]).length);
    return [length, first, list];
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'pushes', input: 1, expect: { value: [3, [1, 2, 1], [7]] } },
];
