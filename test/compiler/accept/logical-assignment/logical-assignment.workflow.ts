/** `??=`, `||=` and `&&=` wait only when they assign. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class LogicalAssignment {
  async run(input: { a?: number; b: number; c: number }) {
    input.a ??= await this.echo(1);
    input.b ||= await this.echo(2);
    input.c &&= await this.add(input.c, 10);
    let local: string | undefined;
    local ??= await this.echo('set');
    local ??= await this.echo('again');
    const result = (input.b ||= await this.echo(5));
    return [input, local, result];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'missing', input: { b: 0, c: 0 }, expect: { value: [{ a: 1, b: 2, c: 0 }, 'set', 2] } },
  { name: 'present', input: { a: 7, b: 8, c: 9 }, expect: { value: [{ a: 7, b: 8, c: 19 }, 'set', 8] } },
];
