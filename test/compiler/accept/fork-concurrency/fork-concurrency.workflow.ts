/** `concurrency` from an expression that waits. */
import { join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForkConcurrency {
  async run(input: number[]) {
    const limit = 1;
    return await join(input.map((item) => this.echo(item)), { concurrency: limit + (await this.echo(1)), mode: 'all' });
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'limits', input: [1, 2, 3], expect: { value: [1, 2, 3] } },
];
