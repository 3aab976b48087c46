/** Patterns with defaults, nesting, rest and computed keys. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class Destructuring {
  async run(input: { a: number; b?: { c?: number[] }; d: string; e: boolean }) {
    const { a, b: { c: [first = 5, ...others] = [6, 7] } = {}, ...rest } = input;
    await this.note('one');
    const [x = a, , y = x + 1, ...z] = await this.list(a);
    const key = 'd';
    const { [key]: named, length = 3 } = { ...input, ...(await this.echo({})) } as { d: string; length?: number };
    return { a, first, others, rest, x, y, z, named, length };
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async list(length: number): Promise<number[]> {
    return Array.from({ length }, (_, index) => index + 1);
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'defaults', input: { a: 1, d: 'd', e: true } },
  { name: 'given', input: { a: 5, b: { c: [1, 2, 3] }, d: 'd', e: false } },
];
