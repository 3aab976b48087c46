/** Array literals with waits, spread and holes. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class AwaitInArray {
  async run(input: number[]) {
    const built = [0, ...input, await this.echo('w'), , ...(await this.list(2)), input.push(9), input.length];
    return [built.length, built[3] ?? 'hole', built];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async list(length: number): Promise<number[]> {
    return Array.from({ length }, (_, index) => index + 1);
  }
}

export const cases: Case[] = [
  { name: 'builds', input: [1, 2] },
];
