/** What the code between waits throws is caught, with the variables as they were. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ErrorInCode {
  async run(input: { value?: { deep: number } }) {
    let stage = 'start';
    try {
      stage = await this.echo('one');
      const deep = input.value!.deep;
      stage = `deep ${deep}`;
      const { missing } = (await this.echo(null)) as unknown as { missing: number };
      stage = `missing ${missing}`;
    } catch (error) {
      return [stage, error instanceof TypeError];
    }
    return [stage];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'early', input: {}, expect: { value: ['one', true] } },
  { name: 'late', input: { value: { deep: 1 } }, expect: { value: ['deep 1', true] } },
];
