/** The comma operator with waits. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class CommaExpression {
  async run(input: number) {
    let count = input;
    const last = (count++, await this.echo(count), count++, count);
    return [last, (await this.echo(1), 'end')];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'evaluates all', input: 1, expect: { value: [3, 'end'] } },
];
