/** Many turns with a few live values. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class LongLoop {
  async run(input: number) {
    let [previous, current] = [0n, 1n];
    for (let turn = 1; turn < input; turn++) {
      const next = previous + current;
      previous = current;
      current = turn % 10 === 0 ? await this.echo(next) : next;
    }
    return current;
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'hundred', input: 100 },
];
