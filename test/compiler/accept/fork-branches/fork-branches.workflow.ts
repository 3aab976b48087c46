/** Branches, loops and flows as lanes. */
import { branch, join, loop, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForkBranches {
  @branch() async pick(value: number) {
    if (value > 1) return await this.echo('more');
    return 'one';
  }

  @loop({ maxIterations: 9 }) async count(value: number) {
    let sum = 0;
    for (let turn = 0; turn < value; turn++) sum = await this.add(sum, turn);
    return sum;
  }

  async run(input: number) {
    const { picked, counted, both } = await join({ picked: this.pick(input), counted: this.count(4), both: join([this.pick(1), this.count(2)]) });
    return [picked, counted, both];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'runs', input: 2, expect: { value: ['more', 6, ['one', 1]] } },
];
