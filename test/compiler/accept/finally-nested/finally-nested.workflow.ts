/** Jumps pass several `finally` blocks, inside out. */
import { flow, join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class FinallyNested {
  @flow() async work(input: number) {
    const out: string[] = [];
    outer: for (const item of [1, 2, 3]) {
      try {
        try {
          out.push(`item ${item}`);
          await this.note('body');
          if (item === 1) continue outer;
          if (input === 1) break outer;
          if (input === 2) return [...out, 'returned'];
          if (input === 3) throw new Error(`thrown at ${item}`);
        } finally {
          out.push(await this.echo('inner'));
          if (input === 4 && item === 2) throw new Error('from finally');
        }
        out.push('between');
      } finally {
        out.push(await this.echo('outer'));
        await this.note(out.join());
      }
      out.push('end of turn');
    }
    return out;
  }

  async run(input: number) {
    try {
      return await this.work(input);
    } catch (error) {
      return (error as Error).message;
    }
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'all turns', input: 0 },
  { name: 'break', input: 1 },
  { name: 'return', input: 2 },
  { name: 'throw', input: 3 },
  { name: 'throw in finally', input: 4 },
];
