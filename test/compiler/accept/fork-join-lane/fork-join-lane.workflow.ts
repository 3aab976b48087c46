/** A join as the lane of a join. */
import { join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForkJoinLane {
  async run(input: number) {
    return await join({ pair: join([this.add(input, 1), this.add(input, 2)]), single: this.echo('s') });
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'nests', input: 1, expect: { value: { pair: [2, 3], single: 's' } } },
];
