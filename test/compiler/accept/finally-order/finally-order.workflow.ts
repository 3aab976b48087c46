/** `finally` runs on every way out. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class FinallyOrder {
  @flow() async work(input: number) {
    const out: string[] = [];
    try {
      if (input === 0) return ['early'];
      out.push(await this.echo('body'));
      if (input === 1) throw new Error('thrown');
      if (input === 2) return out;
    } catch (error) {
      out.push((error as Error).message);
      if (input === 1) return [...out, 'from catch'];
    } finally {
      await this.note(`finally ${out.length}`);
      out.push('finally');
    }
    return [...out, 'end'];
  }

  async run(input: number) {
    return await this.work(input);
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'early', input: 0, expect: { value: ['early'] } },
  { name: 'thrown', input: 1, expect: { value: ['body', 'thrown', 'from catch'] } },
  { name: 'returned', input: 2, expect: { value: ['body', 'finally'] } },
  { name: 'fell out', input: 3, expect: { value: ['body', 'finally', 'end'] } },
];
