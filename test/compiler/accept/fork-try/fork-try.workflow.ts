/** A join inside `try`, `finally` and a handler. */
import { join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForkTry {
  async run(input: number) {
    const out: unknown[] = [];
    try {
      out.push(await join([this.check(input), this.echo('a')]));
      return out;
    } catch {
      out.push(...(await join([this.echo('handler'), this.echo('both')])));
      return [...out, 'caught'];
    } finally {
      await join([this.note('f1'), this.note('f2')]);
    }
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
  { name: 'fine', input: 1 },
  { name: 'fails', input: -1 },
];
