/** Variables that nothing reads, given by a wait or by code after it. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class ResultUsedTwice {
  async run(input: number) {
    try {
      const unread = (await this.echo(input)) || input + 1;
      const alsoUnread = (await this.echo(input)) ?? (await this.echo(1)) ?? input;
    } catch {
      return 'failed';
    }
    const chosen = (await this.echo(input)) && input * 2;
    return chosen;
  }

  @task() async echo(value: number): Promise<number> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'nothing', input: 0 },
  { name: 'something', input: 3 },
];
