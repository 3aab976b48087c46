/** An uncaught failure of a lane fails the workflow. */
import { join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForkUncaught {
  async run(input: number) {
    return await join({ one: this.echo(1), two: this.check(input) });
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async check(value: number): Promise<number> {
    if (value < 0) throw new RangeError(`negative: ${value}`);
    return value;
  }
}

export const cases: Case[] = [
  { name: 'fails', input: -3, expect: { error: ['RangeError', 'negative: -3'] } },
];
