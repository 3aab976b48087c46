/** `a.b?.(await c)`: whether there is a method is asked before its arguments are waited for. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const double: undefined | ((x: number) => number) = (x) => x * 2;
export const missing = undefined as undefined | ((x: number) => number);

@workflow()
export class HardOptionalCalls {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  async run() {
    const list = (await this.echo([1, 2, 3])) as number[] | undefined;
    const open = { list, text: 'abc' } as any;
    const keys = ['at', 'nope'];
    let index = 0;
    return [
      list?.at?.(await this.echo(1)),
      list?.at?.(await this.echo(0))?.toFixed?.(await this.echo(2)),
      open.nothing?.at?.(await this.echo('never')),
      open.list?.nope?.(await this.echo('never')),
      open.list[keys[index++]!]?.(await this.echo(2)),
      open.list?.[keys[index++]!]?.(await this.echo('never')),
      open.list.concat?.(await this.echo([4]), ...(await this.echo([5]))),
      open.text.at?.(await this.echo(-1)),
      double?.(await this.echo(1)),
      missing?.(await this.echo(0)),
      index,
    ];
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
