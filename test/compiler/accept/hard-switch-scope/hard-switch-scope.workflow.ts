/** What one clause of a `switch` declares and others use: the clauses are one scope, and any of them may enter it. */
import { join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardSwitchScope {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  async run(values: number[]) {
    const log: unknown[] = [];
    for (const value of values) {
      try {
        switch (await this.echo(value)) {
          case 1:
            let x: any = await this.echo('x'),
              y: any = 1;
            const { a, b: [c = await this.echo(3)] = [] }: any = { a: value };
            log.push(x);
          // falls through
          case 2:
            x = await this.echo('assigned');
            log.push(x);
          // falls through
          case 3:
            y += await this.echo(1);
            log.push({ x, y }, `${a} ${await this.echo(c)}`);
            break;
          case 4:
            log.push((() => y)());
            break;
          case 5:
            [x, y] = [await this.echo(5), 5];
            break;
          case 6:
            for (x of [await this.echo(6)]) log.push('never');
            break;
          case 7:
            log.push(await join([1].map(async (n) => n + x)));
            break;
          default:
            log.push(typeof x, await this.echo('never'));
        }
        switch (value) {
          case 1:
            log.push(await this.echo(double(value)));
            break;
          case 2:
            log.push(double(value), await this.echo('declared'));
            function double(n: number) {
              return n * 2;
            }
        }
      } catch (error) {
        log.push((error as Error).name, (error as Error).message);
      }
    }
    return log;
  }
}

export const cases: Case[] = [
  { name: 'enters everywhere', input: [1, 2, 3, 4, 5, 6, 7, 8] },
  { name: 'begins anew in every turn', input: [1, 2, 1, 3] },
];
