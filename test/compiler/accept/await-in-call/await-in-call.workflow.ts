/** Arguments and receivers keep JavaScript's order. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

export function collect(...values: unknown[]) {
  return values;
}

@workflow()
export class AwaitInCall {
  async run(input: number) {
    let count = input;
    const next = () => (count += 1);
    const before = [next(), next()];
    const values = collect(count++, await this.echo('a'), count, await this.echo('b'), count + 1);
    return [before, values, Math.max(count, await this.echo(7), 3)];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'collects', input: 0, expect: { value: [[1, 2], [2, 'a', 3, 'b', 4], 7] } },
];
