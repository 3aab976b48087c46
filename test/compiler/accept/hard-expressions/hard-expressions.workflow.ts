import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardExpressions {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  async run() {
    const squared = (await this.echo(3)) ** 2;
    const negative = -(await this.echo(3));
    const not = !(await this.echo(0));
    const type = typeof (await this.echo('x'));
    const isIn = (await this.echo('a')) in (await this.echo({ a: 1 }));
    const comma = (await this.echo(1), await this.echo(2));
    const nothing = void (await this.echo(1));
    const chosen = (await this.echo(true)) ? ((await this.echo(false)) ? 1 : await this.echo(2)) : 3;
    const date = new Date(await this.echo(0), ...[(await this.echo(1)) + 1]);
    const object = { ...(await this.echo({ a: 1, b: 2 })), [await this.echo('k')]: await this.echo('v'), b: 3, ['c' + 1]: 4 };
    const list = [...(await this.echo([1, 2])), , ...new Set([3, await this.echo(3)])];
    const max = Math.max(...(await this.echo([1, 5])), await this.echo(4));
    const chain = (await this.echo([3, 1, 2]))
      .toSorted()
      .map((n) => n * 2)
      .join(await this.echo('-'));
    const tagged = String.raw`a${await this.echo(1)}\n${2}b`;
    const regex = /a+/g.exec(await this.echo('caat'))?.[0];
    const big = (await this.echo(2n)) ** 64n;
    const compare = [(await this.echo(1)) < 2, Number.isNaN(await this.echo(NaN)), Object.is(await this.echo(-0), -0)];
    const template = `
      ${await this.echo('line')}
    `;
    return {
      squared,
      negative,
      not,
      type,
      isIn,
      comma,
      nothing,
      chosen,
      date,
      object,
      list,
      max,
      chain,
      tagged,
      regex,
      big,
      compare,
      template,
    };
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
