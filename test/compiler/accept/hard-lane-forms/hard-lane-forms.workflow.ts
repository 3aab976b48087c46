import { flow, fork, join, sleep, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardLaneForms {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  @task()
  async other(x: number): Promise<number> {
    return -x;
  }

  @flow()
  async deep(n: number): Promise<number[]> {
    const list = await this.halves(n);
    list.push(await this.echo(n));
    return list;
  }

  @fork()
  async halves(n: number) {
    const half = await this.echo(n / 2);
    return join([this.echo(half), (async () => (await join([this.echo(half)]))[0] + n)()]);
  }

  async run(input: number[]) {
    const chosen = await join(input.map((x) => (x > 1 ? this.echo(x) : this.other(x))));
    const given = await join([(async (n: number, [m] = [n]) => n + m + (await this.echo(1)))(2), this.echo?.(3)]);
    const hoisted = await join(
      input.map(async (x) => {
        for (var i = 0; i < 2; i++) await this.echo(i + x);
        return i;
      }),
    );
    const own = await join(
      input.map(async (x) => {
        x += await this.echo(x);
        const o = { n: x };
        o.n++;
        return o.n;
      }),
    );
    const counted = (await join([this.echo(1)])).length + (await join({ a: this.echo(2) })).a;
    const set = await join([...new Set(input)].map((x) => this.echo(x)), { concurrency: input.length || 1 });
    const named = await join({ 'quoted name': this.echo(1), 2: this.echo(2), wait: sleep(5), deep: this.deep(2) });
    const some = await join([this.fail('a'), this.echo(1), (async () => { throw new RangeError('b'); })()], { mode: 'settled' });
    const reasons = some.map((lane) => (lane.status === 'rejected' ? [(lane.reason as Error).name, (lane.reason as Error).message] : lane.value));
    return { chosen, given, hoisted, own, counted, set, named, reasons };
  }
}

export const cases: Case[] = [{ name: 'runs', input: [1, 2, 3, 2] }, { name: 'is empty', input: [] }];
