import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardSemicolons {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  async run() {
    const list = [1, 2, 3];
    await this.echo(0);
    [list[0], list[1]] = [list[1]!, list[0]!];
    const text = 'x'; /* a comment with *​/ */
    (await this.echo([text])).push('y');
    let i = 0;
    i;
    ++i;
    const done = await this.echo(i); // trailing
    if (done) await this.echo('then');
    else await this.echo('else');
    for (const x of list)
      if (x > 1) await this.echo(x);
      else continue;
    return { list, i, done };
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
