/** Every outcome, as data. */
import { join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForkSettled {
  async run(input: number) {
    const settled = await join({ good: this.check(input), bad: this.check(-input), text: this.echo('x') }, { mode: 'settled' });
    const list = await join([1, -1].map((value) => this.check(value)), { mode: 'settled' });
    const reason = settled.bad.status === 'rejected' && settled.bad.reason instanceof RangeError ? settled.bad.reason.message : 'none';
    return [settled.good, settled.bad.status, reason, settled.text, list.map(({ status }) => status)];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async check(value: number): Promise<number> {
    if (value < 0) throw new RangeError(`negative: ${value}`);
    return value;
  }
}

export const cases: Case[] = [
  { name: 'settles', input: 1 },
];
