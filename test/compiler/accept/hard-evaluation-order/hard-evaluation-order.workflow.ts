import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardEvaluationOrder {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  async run() {
    const list: number[] = [0, 0, 0];
    let i = 0;
    list[i++] = await this.echo(10 + i);
    list[i++] = (i += await this.echo(i)) + i;
    let x = 1;
    x += await this.echo((x = 5));
    const o: Record<string, number> = { a: 1 };
    const text = `${x++}|${await this.echo(x++)}|${x++}`;
    const args = [x, x++, await this.echo(x), x++, (await this.echo(x)) + x++, x];
    o[await this.echo('b')] ??= await this.echo(7);
    o[await this.echo('a')] ??= await this.echo(8);
    o['a']! += o['a']! + (await this.echo((o['a'] = 3)));
    return { list, i, x, text, args, o };
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
