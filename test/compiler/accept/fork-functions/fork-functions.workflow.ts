/** Lanes written out as async functions. */
import { join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForkFunctions {
  async run(input: number) {
    const base = await this.echo(10);
    const { left, right } = await join({
      left: (async () => {
        let sum = base;
        for (let turn = 0; turn < input; turn++) sum += await this.echo(turn);
        return sum;
      })(),
      right: (async (value: number) => await this.add(value, base))(input + 1),
    });
    const [short] = await join([(async () => this.echo(left))()]);
    return [left, right, short];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'three', input: 3, expect: { value: [13, 14, 13] } },
];
