/** Constructors with waits in their arguments. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class AwaitInNew {
  async run(input: number) {
    const when = new Date(await this.add(input, 1));
    const lookup = new Map([[await this.echo('a'), input], ['b', await this.echo(2)]]);
    return [when.getTime(), when, lookup];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'makes', input: 5 },
];
