/** A logical assignment whose right side is a flow that does not wait. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class LogicalAssignmentFlow {
  @flow() async plain(value: number) {
    if (value > 5) return await this.echo(value);
    return value * 2;
  }

  async run(input: number) {
    let count = input;
    count &&= (await this.plain(count)) + 1;
    const other = (count ||= await this.plain(9));
    return [count, other];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'zero', input: 0, expect: { value: [9, 9] } },
  { name: 'small', input: 2, expect: { value: [5, 5] } },
  { name: 'large', input: 7, expect: { value: [8, 8] } },
];
