import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardAwaitOperands {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  @flow()
  async choose(flag: boolean) {
    return flag ? this.echo('chosen') : this.echo('other');
  }

  async run() {
    const flag = await this.echo(true);
    const a = await this.echo(1);
    const e = await (this.echo<unknown>(6) as Promise<number>);
    const f = await this.choose(!flag);
    const g = flag ? await this.choose(flag) : 'plain';
    const h = (await this.echo(await this.echo(await this.echo(1)))) + 1;
    const i = [await this.echo(1), flag ? 2 : await this.echo(3), (await this.echo(0)) || 4];
    return { a, e, f, g, h, i };
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
