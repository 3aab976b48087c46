/** Loops in loops, with labels crossing them. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForOfNested {
  async run(input: number[][]) {
    const out: number[] = [];
    outer: for (const row of input) {
      for (const cell of row) {
        if (cell < 0) continue outer;
        if (cell > 8) break outer;
        inner: for (let turn = 0; ; turn++) {
          if (turn === cell) break inner;
          if (turn > 1) continue outer;
          out.push(await this.add(cell, turn));
        }
      }
      await this.note('row');
    }
    return out;
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'crosses', input: [[1, 2], [3, 4], [-1, 5], [1, 9, 7], [1]] },
];
