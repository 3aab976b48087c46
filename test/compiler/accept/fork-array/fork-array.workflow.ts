/** Lanes by position, directly in `run`. */
import { join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForkArray {
  async run(input: number) {
    const [one, two] = await join([this.add(input, 1), this.echo('b')]);
    return [one, two, (await join([this.echo(one)])).length];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'joins', input: 1, expect: { value: [2, 'b', 1] } },
];
