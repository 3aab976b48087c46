import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardReadsAndWrites {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  async run() {
    let x = 1;
    x = x + (await this.echo(10));
    const order = [x, (x = await this.echo(5)), x, x++, await this.echo(x), x];
    const o = { a: { b: [1, 2, 3] as (number | undefined)[] } };
    const log: string[] = [];
    const note = <T>(name: string, value: T): T => {
      log.push(name);
      return value;
    };
    void note;
    o.a.b[await this.echo(1)]! += await this.echo(10);
    (await this.echo(o)).a = { b: await this.echo([7]) };
    delete o.a.b[await this.echo(0)];
    const before = o.a;
    o.a.b.push(((o.a = { b: [9] }), await this.echo(8)));
    const nested = Math.max(x++, Math.min(await this.echo(100), x++), x++);
    const chained = (x = await this.echo(1)) + (x += 1) + (await this.echo(x)) + x;
    let y = 0;
    y += y++ + (await this.echo((y = 10))) + y;
    return { order, o, before, nested, chained, x, y };
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
