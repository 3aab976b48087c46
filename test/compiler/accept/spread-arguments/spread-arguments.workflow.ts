/** Spread in the arguments of tasks, flows and functions. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

export function total(...values: number[]) {
  return values.reduce((sum, value) => sum + value, 0);
}

@workflow()
export class SpreadArguments {
  @task(once) async sum(...values: number[]): Promise<number> {
    return total(...values);
  }

  @flow() async both(first: number, ...rest: number[]) {
    return [first, await this.sum(...rest)];
  }

  async run(input: number[]) {
    const one = await this.sum(...input, 10);
    const two = total(...input, await this.sum(1), ...input);
    return [one, two, await this.both(...([1, 2, 3] as const))];
  }
}

export const cases: Case[] = [
  { name: 'sums', input: [1, 2], expect: { value: [13, 7, [1, 5]] } },
];
