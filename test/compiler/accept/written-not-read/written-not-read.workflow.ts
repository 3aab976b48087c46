/** Variables that are written and never read. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class WrittenNotRead {
  async run(input: number) {
    if (input > 1) {
      let last: number = await this.echo(input);
      last = input + 1;
    }
    const unused = await this.echo(1);
    let count = 0;
    count = await this.echo(2);
    for (const item of [1, 2]) await this.note('x');
    return input;
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'two', input: 2, expect: { value: 2 } },
];
