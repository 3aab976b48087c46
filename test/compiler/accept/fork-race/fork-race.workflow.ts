/** The first lane to end, well or badly; a signal that loses is still there. */
import { flow, join, signal, sleep, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class ForkRace {
  readonly yes = signal<number>();
  readonly no = signal<string>();

  @flow() async after<T>(ms: number, value: T): Promise<T> {
    await sleep(ms);
    return value;
  }

  @flow() async failAfter(ms: number): Promise<never> {
    await sleep(ms);
    throw new RangeError(`failed after ${ms}`);
  }

  async run(input: { wait: number }) {
    const answer = await join({ yes: this.yes.receive(), no: this.no.receive(), late: sleep(input.wait) }, { mode: 'race' });
    const narrowed = answer.lane === 'yes' ? answer.value + 1 : answer.lane === 'no' ? answer.value.length : 'late';
    const polled = [await this.yes.poll(), await this.no.poll()];
    const first = await join([this.after(30, 'slow'), this.after(10, 'fast'), this.after(20, 'later')], { mode: 'race' });
    let failed: unknown;
    try {
      await join({ a: this.after(10, 1), b: this.failAfter(5) }, { mode: 'race' });
    } catch (error) {
      failed = error instanceof RangeError && error.message;
    }
    const each = await join([3, 1, 2].map((n) => this.after(n * 10, n)), { mode: 'race' });
    const queued = await join([3, 1, 2].map((n) => this.after(n * 10, n)), { mode: 'race', concurrency: 2 });
    const one = await join([this.echo('one')], { mode: 'race' });
    return { answer, narrowed, polled, first, failed, each, queued, one };
  }

  @task() async echo<T>(value: T): Promise<T> {
    return value;
  }
}

const rest = { first: 'fast', failed: 'failed after 5', each: 1, queued: 1, one: 'one' };

export const cases: Case[] = [
  {
    name: 'yes',
    input: { wait: 100 },
    signals: [{ at: 10, name: 'yes', value: 1 }],
    expect: { value: { answer: { lane: 'yes', value: 1 }, narrowed: 2, polled: [undefined, undefined], ...rest } },
  },
  {
    name: 'no',
    input: { wait: 100 },
    signals: [{ at: 10, name: 'no', value: 'never' }],
    expect: { value: { answer: { lane: 'no', value: 'never' }, narrowed: 5, polled: [undefined, undefined], ...rest } },
  },
  {
    name: 'late',
    input: { wait: 100 },
    signals: [{ at: 101, name: 'no', value: 'never' }],
    expect: { value: { answer: { lane: 'late' }, narrowed: 'late', polled: [undefined, undefined], ...rest } },
  },
];
