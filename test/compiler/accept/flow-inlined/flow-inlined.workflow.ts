/** A flow called twice has its own variables each time. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class FlowInlined {
  @flow() async twice(value: number) {
    const first = await this.add(value, 1);
    const second = await this.add(first, first);
    return { first, second };
  }

  async run(input: number) {
    const one = await this.twice(input);
    const two = await this.twice(one.second);
    return [one, two, (await this.twice(1)).first + (await this.twice(2)).second];
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'twice', input: 1 },
];
