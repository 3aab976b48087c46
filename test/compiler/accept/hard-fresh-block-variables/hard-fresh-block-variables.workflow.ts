import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardFreshBlockVariables {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  async run() {
    const seen: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      let x: number | undefined;
      seen.push(x);
      if (i === 0) x = i + 100;
      await this.echo(i);
      seen.push(x);
      var kept: number | undefined;
      seen.push(kept);
      kept = i;
    }
    for (const value of [1, 2]) {
      let y;
      seen.push(y);
      y = await this.echo(value);
      {
        let y = value * 10;
        y += await this.echo(y);
        seen.push(y);
      }
      seen.push(y);
    }
    return seen;
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
