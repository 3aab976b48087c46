/** Template literals convert each part in turn. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class AwaitInTemplate {
  async run(input: { value: number }) {
    const shown = `${input.value}-${await this.echo('x')}-${(input.value += 1)}-${await this.echo(input.value)}`;
    return `${shown}!`;
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'shows', input: { value: 1 }, expect: { value: '1-x-2-2!' } },
];
