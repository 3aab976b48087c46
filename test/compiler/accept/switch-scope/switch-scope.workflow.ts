/** Variables before a `switch`, in its clauses and in blocks of them. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class SwitchScope {
  async run(input: number) {
    let shared: string;
    switch (input) {
      case 0: {
        const inner = await this.echo('zero');
        return inner;
      }
      case 1:
        const own = await this.echo('one');
        shared = own;
        return shared;
      case 2:
        shared = 'two';
        await this.note('two');
        return shared + shared;
    }
    return 'none';
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'zero', input: 0 },
  { name: 'one', input: 1 },
  { name: 'two', input: 2 },
  { name: 'none', input: 3 },
];
