/** Object literals with waits, spread and computed keys. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class AwaitInObject {
  async run(input: { name: string; tags: string[] }) {
    const key = 'extra';
    const built = { ...input, first: await this.echo(1), [key + input.name]: await this.echo(2), nested: { deep: await this.echo([3]) }, tail: input.tags.length };
    return built;
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'builds', input: { name: 'a', tags: ['x', 'y'] } },
];
