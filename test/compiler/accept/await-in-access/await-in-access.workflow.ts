/** Waits inside element and property accesses. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class AwaitInAccess {
  async run(input: { items: string[] }) {
    const first = input.items[await this.echo(1)];
    const length = (await this.echo({ text: 'four' })).text.length;
    const letter = (await this.echo('abc'))[await this.echo(2)];
    return [first, length, letter];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'reaches', input: { items: ['a', 'b'] }, expect: { value: ['b', 4, 'c'] } },
];
