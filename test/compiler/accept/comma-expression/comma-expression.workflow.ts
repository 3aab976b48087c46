/** The comma operator with waits; and names beside waits that change what they stand for, before a comma and elsewhere. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class CommaExpression {
  async run(input: number) {
    let count = input;
    const last = (count++, await this.echo(count), count++, count);
    const before = [count, ((count = await this.echo(10)), count), count];
    const pattern = [count, ([count = await this.echo(20)] = []).length, count];
    const twice = [count, (count = await this.echo(30)), await this.echo(count)];
    return [last, (await this.echo(1), 'end'), before, pattern, twice];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'evaluates all', input: 1, expect: { value: [3, 'end', [3, 10, 10], [10, 0, 20], [20, 30, 30]] } },
];
