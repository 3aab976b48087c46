/** Loops with several labels, and loops that only a return ends. */
import { branch, flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardLabels {
  @flow()
  async labeled(): Promise<string[]> {
    const seen: string[] = [];
    turns: all: for (const one of [1, 2, 3, 4]) {
      for (const other of [1, 2, 3]) {
        if (one === 2 && other === 1) continue all;
        if (other === 3) continue turns;
        if (one === 4) break turns;
        if (one === 3 && other === 2) break all;
        seen.push(await this.echo(`${one}${other}`));
      }
    }
    return seen;
  }

  @branch()
  async endless(limit: number): Promise<number> {
    let turn = 0;
    do {
      turn += await this.echo(1);
      if (turn >= limit) return turn;
    } while (true);
  }

  async run(limit: number) {
    return { seen: await this.labeled(), turn: await this.endless(limit) };
  }

  @task() async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [{ name: 'runs', input: 3, expect: { value: { seen: ['11', '12', '31'], turn: 3 } } }];
