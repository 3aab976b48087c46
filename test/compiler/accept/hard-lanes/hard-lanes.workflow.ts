import { join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardLanes {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  async run(items: number[]) {
    const base = await this.echo(100);
    const out = await join(
      items.map(async (item, index, all) => {
        let sum = base;
        for (let i = 0; i <= index; i++) {
          if (i === 1) continue;
          sum += await this.echo(item * all.length);
        }
        return { item, sum };
      }),
      { concurrency: await this.echo(2) },
    );
    const nested = await join({
      inner: join([this.echo(1), (async () => (await this.echo(2)) + base)()]),
      settled: join([this.echo('ok'), this.fail('bad')], { mode: 'settled' }),
      each: join(items.map((item) => this.echo(item + base))),
      none: join(items.filter((item) => item > 100).map((item) => this.echo(item))),
    });
    let caught = '';
    try {
      await join({ good: this.echo(1), bad: this.fail('lane') });
    } catch (error) {
      caught = (error as Error).message;
    } finally {
      caught += await this.echo('!');
    }
    const statuses = nested.settled.map((lane) => (lane.status === 'fulfilled' ? lane.value : (lane.reason as Error).message));
    return { out, inner: nested.inner, statuses, each: nested.each, none: nested.none, caught };
  }
}

export const cases: Case[] = [
  { name: 'runs', input: [1, 2, 3] },
  { name: 'empty', input: [] },
];
