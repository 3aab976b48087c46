/** A `@loop` counts its own loop only, and anew each time. */
import { loop, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class LoopNested {
  @loop({ maxIterations: 2 }) async rows(count: number) {
    const out: string[] = [];
    for (let row = 0; row < count; row++) {
      for (let cell = 0; cell < 3; cell++) out.push(await this.echo(`${row}${cell}`));
    }
    return out;
  }

  async run(input: number) {
    const out: string[] = [];
    for (let turn = 0; turn < 2; turn++) out.push(...(await this.rows(input)));
    return out;
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'two', input: 2 },
];
