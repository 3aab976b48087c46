/** Returns from everywhere. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ReturnWays {
  async run(input: number) {
    if (input === 0) return;
    if (input === 1) return undefined;
    if (input === 2) return await this.echo('waited');
    if (input === 3) return this.echo('not awaited');
    if (input === 4) return input > 3 ? this.echo('chosen') : this.echo('other');
    if (input === 5) return (await this.maybe(0)) ?? this.echo('fallback');
    while (true) {
      if (await this.even(input)) return { even: input };
      input++;
    }
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async even(value: number): Promise<boolean> {
    return value % 2 === 0;
  }

  @task(once) async maybe(value: number): Promise<number | undefined> {
    return value > 0 ? value : undefined;
  }
}

export const cases: Case[] = [
  { name: 'zero', input: 0 },
  { name: 'one', input: 1 },
  { name: 'two', input: 2 },
  { name: 'three', input: 3 },
  { name: 'four', input: 4 },
  { name: 'five', input: 5 },
  { name: 'seven', input: 7 },
];
