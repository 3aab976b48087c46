/** A `try` without waits is copied; jumps out of it pass the `finally` around it. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class FinallyCopied {
  async run(input: number) {
    const out: string[] = [];
    for (const turn of [1, 2, 3]) {
      try {
        await this.note(`turn ${turn}`);
        try {
          if (turn === input) break;
          if (input === 9) return out;
          if (turn === 2) continue;
        } finally {
          out.push('copied');
        }
        out.push('after');
      } finally {
        out.push(await this.echo('around'));
      }
    }
    return [...out, 'end'];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'break', input: 1 },
  { name: 'continue', input: 5 },
  { name: 'return', input: 9 },
];
