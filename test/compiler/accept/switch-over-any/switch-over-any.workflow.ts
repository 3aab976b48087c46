/** A `switch` over a value of type `any` covers nothing with its cases: what stands after it is reached. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class SwitchOverAny {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  async run(input: any): Promise<unknown> {
    switch (input) {
      case 'returned':
        return input;
      case 'thrown':
        throw new Error(input);
    }
    const kind = await this.echo(input.kind);
    switch (kind) {
      case 'first':
        return [kind, await this.echo(1)];
    }
    return [kind, await this.echo('after')];
  }
}

export const cases: Case[] = [
  { name: 'returns', input: 'returned' },
  { name: 'throws', input: 'thrown' },
  { name: 'has a case', input: { kind: 'first' } },
  { name: 'has none', input: { kind: 'second' } },
];
