/** A variable that an argument of the wait changes is read before it. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class NestedArguments {
  async run(input: number) {
    let count = input;
    const bigger = count >= (await this.echo((count -= await this.echo(1))));
    const list = [count, await this.add(count, (count = await this.echo(5)))];
    return [bigger, count, list];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'reads first', input: 3, expect: { value: [true, 5, [2, 7]] } },
];
