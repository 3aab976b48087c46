/** A parameter's default may wait. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class FlowDefaultWaits {
  @flow() async sum(first: number, second = this.base + 1) {
    return await this.add(first, second);
  }

  readonly base = 5;

  async run(input: number) {
    return [await this.sum(input), await this.sum(input, 1)];
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'defaults', input: 1, expect: { value: [7, 2] } },
];
