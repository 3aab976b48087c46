/** `for…in` lists its keys once, inherited ones left out when they are gone. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForIn {
  async run(input: Record<string, number>) {
    const seen: string[] = [];
    for (const key in input) {
      if (key === 'a') delete input['c'];
      input[`${key}2`] = 0;
      seen.push(await this.echo(`${key}=${input[key]}`));
    }
    for (const index in ['x', 'y']) seen.push(await this.echo(index));
    return [seen, input];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'deletes', input: { a: 1, b: 2, c: 3 } },
  { name: 'empty', input: {} },
];
