/** `do` runs once at least; `continue` goes to its test. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class DoLoop {
  async run(input: number) {
    let count = 0;
    do {
      count += 1;
      if (count === 2) continue;
      await this.note(String(count));
    } while (await this.echo(count < input));
    return count;
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'once', input: 0, expect: { value: 1 } },
  { name: 'four', input: 4, expect: { value: 4 } },
];
