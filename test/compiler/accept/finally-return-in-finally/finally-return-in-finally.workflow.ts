/** A canceled inner return restores the outer one. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class FinallyReturnInFinally {
  @flow() async work(input: number) {
    try {
      return await this.echo('outer');
    } finally {
      for (const turn of [1, 2]) {
        try {
          if (input === turn) return await this.echo(`inner ${turn}`);
          await this.note('inner body');
        } finally {
          if (turn === 1) continue;
          await this.note('inner finally');
        }
      }
    }
  }

  async run(input: number) {
    return await this.work(input);
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'outer', input: 0, expect: { value: 'outer' } },
  { name: 'canceled', input: 1, expect: { value: 'outer' } },
  { name: 'inner', input: 2, expect: { value: 'inner 2' } },
];
