/** A method's receiver is evaluated before the arguments, and read again where that gives the same. */
import { join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class MethodReceiver {
  async run(input: { parts: string[] }) {
    const found: string[] = [];
    found.push(await this.echo('one'));
    input.parts.push(await this.echo('two'), String(input.parts.length));
    const url = new URL('https://example.com/a');
    const path = url.pathname;
    const joined = input.parts.concat(await this.echo(['three'])).join('-');
    found.push(path, joined);
    return found;
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'calls', input: { parts: ['zero'] }, expect: { value: ['one', '/a', 'zero-two-1-three'] } },
];
