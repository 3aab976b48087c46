import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardKeptValues {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  async run() {
    const pattern = /a(b)/gi;
    pattern.lastIndex = 2;
    const url = new URL('https://example.com/?q=1');
    const bytes = new Uint8Array([1, 2, 3]);
    const date = new Date(5);
    const sparse = [1, , 3];
    const big = 2n ** 80n;
    const nested = new Map<unknown, unknown>([[date, new Set([big])], ['self', undefined]]);
    nested.set('self', nested);
    const error = new TypeError('t', { cause: { date } });
    const bare = Object.create(null) as Record<string, number>;
    bare['x'] = -0;
    await this.echo(0);
    date.setTime(7);
    bytes[1] = 9;
    url.searchParams.set('q', await this.echo('2'));
    return {
      pattern: [pattern.source, pattern.flags, pattern.lastIndex],
      url: url.href,
      bytes: [...bytes],
      date: (nested.keys().next().value as Date).getTime(),
      sparse: [sparse.length, 1 in sparse],
      big,
      self: nested.get('self') === nested,
      error: [error instanceof TypeError, (error.cause as { date: Date }).date.getTime()],
      bare: [Object.getPrototypeOf(bare) === null, Object.is(bare['x'], -0)],
    };
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
