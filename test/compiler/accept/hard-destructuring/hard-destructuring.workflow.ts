import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardDestructuring {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  async run() {
    const {
      a,
      b = await this.echo(2),
      c: { d = a } = {},
      ...rest
    } = { a: 1, e: 5, f: 6 } as { a: number; b?: number; c?: { d?: number }; e: number; f: number };
    const [first, , third = await this.echo('third'), ...others] = ['x', 'y', undefined, 'z', 'w'];
    let p = 1;
    let q = 2;
    [p, q] = [q, await this.echo(p)];
    ({ p, q = 9 } = { p: p + 10 } as { p: number; q?: number });
    const target: { list: number[]; name?: string } = { list: [] };
    [target.list[0], target.name = 'default'] = [await this.echo(4), undefined] as [number, string | undefined];
    const { length } = await this.echo('four');
    await this.echo(0);
    try {
      const { gone } = (await this.echo(null)) as unknown as { gone: number };
      return gone;
    } catch (error) {
      return { b, d, rest, first, third, others, p, q, target, length, error: error instanceof TypeError };
    }
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
