/** `catch` without a name, and with a pattern. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class TryCatchBinding {
  async run(input: number) {
    const out: unknown[] = [];
    try {
      await this.check(input);
    } catch {
      out.push('caught');
    }
    try {
      await this.check(-2);
    } catch ({ message, name = 'none' }: any) {
      await this.note('pattern');
      out.push(message, name);
    }
    return out;
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
  { name: 'fails', input: -1 },
  { name: 'fine', input: 1 },
];
