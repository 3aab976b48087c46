/** Each call of a task is a node of its own. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class SameTaskTwice {
  async run(input: number) {
    const one = await this.add(input, 1);
    const two = await this.add(one, await this.add(one, 1));
    return (await this.add(one, two)) + (await this.add(two, two));
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'adds', input: 1, expect: { value: 17 } },
];
