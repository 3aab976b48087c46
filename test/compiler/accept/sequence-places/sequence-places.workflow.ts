/** `a, b` without parentheses, in every place that takes it; what surrounds it in generated code may be a list. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class SequencePlaces {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  // prettier-ignore
  @flow()
  async returned(input: number): Promise<number> {
    let count = 0;
    for (const each of [1, 2]) if (each === input) return count++, count + each;
    await this.echo(count);
    return count++, count;
  }

  // prettier-ignore
  async run(input: number): Promise<unknown> {
    let i = 0;
    const log: unknown[] = [await this.returned(input)];
    const found: Record<string, unknown> = { a: 1 };
    switch (i++, i) {
      case (log.push('asked'), 1):
        log.push(await this.echo('one'));
        break;
      default:
        log.push(await this.echo('other'));
    }
    switch (true) {
      case 1 > 2 || 3 > 2:
        log.push(await this.echo('either'));
        break;
      default:
        log.push(await this.echo('neither'));
    }
    found[i++, `k${i}`] = await this.echo(1);
    found[i++, 'm'] ??= await this.echo(2);
    log.push([found, 5][i++, 0] !== undefined && (await this.echo(3)));
    for (const key in i++, found) log.push(await this.echo(key));
    while (i++, i < 8) log.push(await this.echo(i));
    for (i = 0, i++; i++, i < 5; i++, log.push(i)) await this.echo(i);
    try {
      if (await this.echo(true)) throw i++, new RangeError(`thrown ${i}`);
    } catch (error) {
      log.push((error as Error).message);
    }
    return { log, found, i };
  }
}

export const cases: Case[] = [
  { name: 'returns early', input: 2 },
  { name: 'returns late', input: 3 },
];
