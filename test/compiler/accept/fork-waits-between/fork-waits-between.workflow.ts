/** Waits in what later lanes are given: the lanes before them have begun by then. */
import { flow, fork, join, signal, sleep, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

const once = { retry: { attempts: 1 } };

@workflow()
export class ForkWaitsBetween {
  readonly step = signal<number>();

  @task(once)
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once)
  async fail(message: string): Promise<never> {
    throw new RangeError(message);
  }

  @flow()
  async total(count: number, price = count + 1): Promise<number> {
    let total = 0;
    for (let i = 0; i < count; i++) total += await this.echo(price);
    return total;
  }

  @fork()
  async pairs(x: number) {
    return join({ one: this.echo(x), two: this.total((await this.echo(x)) + 1), 'number three': this.echo(await this.echo(3)) });
  }

  async run(mode: string): Promise<unknown> {
    const given = { n: 1 };
    if (mode === 'signals')
      return join([
        this.step.receive({ timeout: '1m' }),
        this.echo(await this.step.receive({ timeout: '1m' })),
        sleep('1s'),
        this.step.receive({ timeout: '1m' }),
      ]);
    if (mode === 'argument fails') return await join([this.echo(1), this.echo(await this.fail('argument'))]);
    if (mode === 'lane fails') return await join([this.echo(1), this.fail(await this.echo('lane'))]);
    const [first, second] = await Promise.all([this.pairs(1), this.echo(await this.pairs(2))]);
    await join([this.echo(1), this.echo(await this.echo('dropped'))]);
    return {
      first,
      second,
      keys: Object.keys(first),
      list: await join([this.echo(1), this.echo((await this.echo(2)) + given.n), this.echo(given), (async (x: number) => x * 2)(await this.echo(4))]),
      inner: await join([this.echo(0), join([this.echo(1), this.echo(await this.echo(2))])]),
      only: await join({ only: join([this.echo(1), this.echo(await this.echo(2))]) }),
      ahead: await join([join([this.echo(await this.echo(1)), this.echo(2)]), this.echo(3)]),
    };
  }
}

export const cases: Case[] = [
  { name: 'values', input: 'values' },
  {
    name: 'signals',
    input: 'signals',
    signals: [
      { at: 1000, name: 'step', value: 1 },
      { at: 2000, name: 'step', value: 2 },
      { at: 3000, name: 'step', value: 3 },
    ],
    expect: { value: [1, 2, undefined, 3] },
  },
  { name: 'an argument fails', input: 'argument fails', expect: { error: ['RangeError', 'argument'] } },
  { name: 'a lane fails', input: 'lane fails', expect: { error: ['RangeError', 'lane'] } },
];
