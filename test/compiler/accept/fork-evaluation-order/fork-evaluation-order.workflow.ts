/** What joins inside joins are given is evaluated before any lane begins, in the order written; a throw there is no lane's. */
import { join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class ForkEvaluationOrder {
  @task({ retry: { attempts: 1 } })
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  async run(groups: ({ n: number; parts: number[] } | null)[]): Promise<unknown> {
    const log: unknown[] = [];
    const base = 10;
    const note = <T>(value: T): T => {
      log.push(value);
      return value;
    };
    const lists = await join([
      this.echo(note('a')),
      join([this.echo(note('b')), join({ c: this.echo(note('c')), d: (async (d: string) => d + base)(note('d')) })]),
      join([1, 2].map((x) => join([this.echo(note(x)), this.echo(note(-x))], { concurrency: note(1) }))),
      this.echo(note('e')),
    ]);
    try {
      const named = await join(
        groups.map((group, index) =>
          join({
            sum: this.echo(group!.n + index),
            own: (async () => [group!.n, await this.echo(index)])(),
            parts: join(group!.parts.map(async (part) => (await this.echo(part)) + group!.n + index + base)),
          }),
        ),
        { mode: 'settled' },
      );
      log.push(named);
      log.push(await join(groups.map((group) => (async (n: number) => n)(group!.n))));
    } catch (error) {
      log.push((error as Error).name);
    }
    return [lists, log];
  }
}

export const cases: Case[] = [
  { name: 'gives names of mappers to their lanes', input: [{ n: 1, parts: [1, 2] }, { n: 2, parts: [] }] },
  { name: 'throws before lanes begin', input: [{ n: 1, parts: [] }, null], traceDiffers: 'lanes that plain code began before the throw are lost' },
  { name: 'is empty', input: [] },
];
