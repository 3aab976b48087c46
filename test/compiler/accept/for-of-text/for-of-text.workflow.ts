/** `for…of` over text walks code points. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForOfText {
  async run(input: string) {
    const seen: string[] = [];
    for (const letter of input) {
      if (letter === '-') continue;
      seen.push(await this.echo(letter));
    }
    return seen;
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'plain', input: 'a-b', expect: { value: ['a', 'b'] } },
  { name: 'astral', input: 'x😀y', expect: { value: ['x', '😀', 'y'] } },
  { name: 'empty', input: '' },
];
