/** What leaves a `finally` wins over what led into it. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class FinallyOverrides {
  async run(input: number) {
    const out: unknown[] = [];
    for (let turn = 0; turn < 3; turn++) {
      try {
        if (input === 0) return 'lost';
        if (input === 1) throw new Error('lost');
        out.push(await this.echo(turn));
      } finally {
        await this.note(`turn ${turn}`);
        if (turn === 1) break;
        if (input < 2) continue;
      }
    }
    try {
      await this.check(-1);
    } finally {
      if (input === 3) return [...out, 'replaced'];
    }
    return out;
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }

  @task(once) async check(value: number): Promise<number> {
    if (value < 0) throw new RangeError(`negative: ${value}`);
    return value;
  }
}

export const cases: Case[] = [
  { name: 'return lost', input: 0, expect: { error: ['RangeError', 'negative: -1'] } },
  { name: 'throw lost', input: 1 },
  { name: 'break', input: 2 },
  { name: 'error replaced', input: 3, expect: { value: [0, 1, 'replaced'] } },
];
