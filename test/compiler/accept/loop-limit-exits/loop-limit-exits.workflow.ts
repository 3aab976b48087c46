/** A `@loop` that goes on after its limit, with labels and `continue`. */
import { loop, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class LoopLimitExits {
  @loop({ maxIterations: 4, onMax: 'exit' }) async collect(items: number[]) {
    const out: number[] = [];
    turns: for (const item of items) {
      if (item < 0) continue turns;
      out.push(await this.echo(item));
    }
    return out;
  }

  async run(input: number[]) {
    return await this.collect(input);
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'below', input: [1, -1, 2], expect: { value: [1, 2] } },
  { name: 'over', input: [1, -1, 2, 3, 4], expect: { value: [1, 2, 3] }, plainDiffers: 'plain code does not count iterations' },
];
