/** Statuses are published in order, with the value that they had then. */
import { status, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class Statuses {
  readonly progress = status<{ done: number }>({ done: 0 });
  readonly phase = status<string>();

  async run(input: number) {
    const progress = { done: 0 };
    this.phase.set('begin');
    for (let turn = 1; turn <= input; turn++) {
      progress.done = await this.add(progress.done, 1);
      this.progress.set(progress);
    }
    if (input > 1) this.phase.set('many');
    else this.phase.set('few');
    try {
      this.phase.set('trying');
      await this.check(-1);
    } catch {
      this.phase.set('failed');
    }
    return progress;
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }

  @task(once) async check(value: number): Promise<number> {
    if (value < 0) throw new RangeError(`negative: ${value}`);
    return value;
  }
}

export const cases: Case[] = [
  { name: 'two', input: 2 },
];
