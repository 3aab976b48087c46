/** Operands before a wait are evaluated before it. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class AwaitInBinary {
  async run(input: number) {
    let current = input;
    const sum = current + (await this.echo((current = 10))) + current;
    const product = (await this.echo(2)) * (await this.echo(3)) * current;
    return [sum, product, current];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'keeps order', input: 1, expect: { value: [21, 60, 10] } },
];
