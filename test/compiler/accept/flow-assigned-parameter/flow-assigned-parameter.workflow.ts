/** A parameter that is assigned is the flow's own. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class FlowAssignedParameter {
  @flow() async countDown(left: number) {
    const seen: number[] = [];
    while (left > 0) {
      seen.push(left);
      left -= await this.echo(1);
    }
    return seen;
  }

  async run(input: number) {
    const value = input;
    const seen = await this.countDown(value);
    return [value, seen, await this.countDown(value + 1)];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'counts', input: 2, expect: { value: [2, [2, 1], [3, 2, 1]] } },
];
