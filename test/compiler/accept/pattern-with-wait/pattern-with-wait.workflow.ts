/** Defaults in patterns may wait. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class PatternWithWait {
  async run(input: { a?: number; b?: { c?: string }; list?: number[] }) {
    const { a = await this.echo(1), b: { c = await this.echo('c') } = {}, ...rest } = input;
    const [first = await this.add(a, 1), second = 2] = rest.list ?? [];
    return [a, c, rest, first, second];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'missing', input: {}, expect: { value: [1, 'c', {}, 2, 2] } },
  { name: 'given', input: { a: 5, b: { c: 'x' }, list: [7, 8] }, expect: { value: [5, 'x', { list: [7, 8] }, 7, 8] } },
];
