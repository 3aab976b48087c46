import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardFlows {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  @flow()
  async pair(a: number, b: number): Promise<number[]> {
    await this.echo('pair');
    const result = [a, b];
    a = b;
    await this.echo(a);
    return [...result, a, b];
  }

  @flow()
  async change(n: number, o: { n: number }): Promise<number> {
    n += await this.echo(10);
    o.n += n;
    {
      const n = await this.echo(1000);
      o.n += n;
    }
    return n;
  }

  @flow()
  async many(first: unknown, ...rest: unknown[]): Promise<unknown> {
    await this.echo('many');
    rest.push(first);
    return rest;
  }

  @flow()
  async defaults(x = 7, y = x * 2, { z = y } = {}): Promise<number[]> {
    await this.echo('defaults');
    return [x, y, z];
  }

  async run() {
    let a = 1;
    let b = 2;
    const swapped = await this.pair(b, a);
    const shared = { n: 0 };
    const same = await this.change(a, shared);
    a = 50;
    const more = await this.change(a, shared);
    const rest = await this.many(...[1, 2], ...'ab', await this.echo('c'));
    const lazy = await this.defaults(undefined, await this.echo(4));
    const given = await this.defaults(1);
    const nested = (await this.pair(await this.change(1, shared), (b = 9))).concat(b);
    return { a, b, swapped, same, more, rest, lazy, given, nested, shared };
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
