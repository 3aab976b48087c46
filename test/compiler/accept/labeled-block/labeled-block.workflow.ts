/** `break` out of a labeled block. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class LabeledBlock {
  async run(input: number) {
    const out: string[] = ['start'];
    block: {
      if (input === 0) break block;
      out.push(await this.echo('one'));
      inner: {
        if (input === 1) break inner;
        if (input === 2) break block;
        out.push(await this.echo('two'));
      }
      out.push('after inner');
    }
    out.push('end');
    return out;
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'zero', input: 0 },
  { name: 'one', input: 1 },
  { name: 'two', input: 2 },
  { name: 'three', input: 3 },
];
