/** Forks in loops, and loops in lanes. */
import { join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForkInLoop {
  async run(input: number) {
    const out: unknown[] = [];
    for (let turn = 0; turn < input; turn++) {
      const pair = await join({ turn: this.echo(turn), text: (async () => `t${await this.add(turn, turn)}`)() });
      out.push(pair);
      if (pair.turn === 1) break;
    }
    return out;
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'breaks', input: 5 },
];
