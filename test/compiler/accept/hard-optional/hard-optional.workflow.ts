import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardOptional {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  async run() {
    const o = { name: 'o', deep: { list: [1, 2, 3] } };
    const absent = undefined as typeof o | undefined;
    const calls: unknown[] = [];
    calls.push(o?.name.at(await this.echo(0)));
    calls.push(absent?.name.at(await this.echo(2)));
    calls.push(o?.deep?.list[await this.echo(1)]);
    calls.push(absent?.deep.list[await this.echo(1)]?.toFixed(await this.echo(2)));
    calls.push((await this.echo(absent))?.deep.list.length ?? (await this.echo('none')));
    calls.push(o.deep.list.at(await this.echo(-1))?.toFixed(await this.echo(1)));
    calls.push((await this.echo(0)) || (await this.echo('')) || (await this.echo('last')));
    calls.push((await this.echo(1)) && (await this.echo(0)) && (await this.echo('never')));
    let n: number | undefined;
    n ??= await this.echo(3);
    n ||= await this.echo(4);
    n &&= await this.echo(5);
    const p: { v?: number } = {};
    p.v ??= await this.echo(6);
    p.v &&= p.v + (await this.echo(1));
    return { calls, n, p };
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
