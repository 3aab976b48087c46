/** `if` and `else if` with waits in tests and bodies. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class IfElse {
  async run(input: number) {
    if (await this.even(input)) {
      await this.note('even');
      if (input > 4) return 'big even';
    } else if (input < 0) return await this.echo('negative');
    else await this.note('odd');
    if (input === 1) await this.note('one');
    return `end ${input}`;
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async even(value: number): Promise<boolean> {
    return value % 2 === 0;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'big even', input: 6 },
  { name: 'small even', input: 2 },
  { name: 'negative', input: -1 },
  { name: 'one', input: 1 },
];
