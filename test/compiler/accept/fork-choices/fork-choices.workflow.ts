/** Lanes that are chosen when the fork is reached. */
import { flow, join, sleep, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class ForkChoices {
  @task({ retry: { attempts: 1 } })
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @flow()
  async half(x: number): Promise<number> {
    if (x % 2 === 0) return x / 2;
    return await this.echo(x);
  }

  async run(input: number) {
    const written = await join({
      one: input > 0 ? this.half(input) : input < 0 ? this.echo('negative') : (async (zero: string) => await this.echo(zero))('zero'),
      two: input ? join([this.echo(1), this.half(2)]) : sleep(5),
    });
    const items = [0, 1, 2, null];
    const chosen = await Promise.all(items.map((item, index) => (item ? this.echo([item, index]) : (async () => index)())));
    const or = await Promise.all(items.map((item) => item || this.echo('or')));
    const and = await Promise.all(items.map((item) => item && this.half(item)));
    const nullish = await Promise.all(items.map((item) => item ?? join([this.echo('nullish')])));
    return { written, chosen, or, and, nullish };
  }
}

export const cases: Case[] = [
  { name: 'chooses the first', input: 3 },
  { name: 'chooses the second', input: -1 },
  { name: 'chooses the last', input: 0 },
];
