/** Assignments with waits on the right, on the left, and chained. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class Assignment {
  async run(input: { total: number; list: number[] }) {
    let one = 0;
    let two = 0;
    one = two = await this.add(input.total, 1);
    input.list[await this.echo(0)] = await this.echo(9);
    input.list[one - 1] = one + (await this.echo(1));
    const inner = (one = await this.echo(5)) + one;
    return [one, two, input.list, inner];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'assigns', input: { total: 1, list: [0, 0] }, expect: { value: [5, 2, [9, 3], 10] } },
];
