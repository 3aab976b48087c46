/** The tests of a `switch` run in order, and may wait. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class SwitchTests {
  async run(input: number) {
    const seen: number[] = [];
    const test = (value: number) => (seen.push(value), value);
    let result = 'none';
    const limits = [test(1), test(2)];
    switch (await this.echo(input)) {
      case limits[0]:
        result = 'first';
        break;
      case await this.add(1, 1):
        result = await this.echo('second');
        break;
      case input > 5 ? input : -1:
        result = 'large';
    }
    return [result, seen];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'first', input: 1 },
  { name: 'second', input: 2 },
  { name: 'large', input: 7 },
  { name: 'none', input: 3 },
];
