/** Thrown values of other kinds than errors, and errors with fields and causes. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ThrowValues {
  @flow() async raise(input: number) {
    if (input === 0) throw 'text';
    if (input === 1) throw { code: 7 };
    if (input === 2) throw undefined;
    const error = new Error(await this.echo('with fields'), { cause: new TypeError('root') });
    throw Object.assign(error, { code: 'E1', detail: [1, 2] });
  }

  async run(input: number) {
    try {
      await this.raise(input);
    } catch (error) {
      await this.note('caught');
      if (error instanceof Error) throw error;
      return ['value', error];
    }
    return 'never';
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'text', input: 0, expect: { value: ['value', 'text'] } },
  { name: 'object', input: 1, expect: { value: ['value', { code: 7 }] } },
  { name: 'undefined', input: 2, expect: { value: ['value', undefined] } },
  { name: 'error', input: 3, expect: { error: ['Error', 'with fields'] } },
];
