/** `for` with waits in head and body. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForLoop {
  async run(input: number) {
    const out: string[] = [];
    for (let index = await this.echo(1), step = 2; index < (await this.echo(input)); index += await this.echo(step)) {
      if (index === 3) continue;
      out.push(await this.echo(`at ${index}`));
    }
    for (;;) {
      if (out.length > 3) break;
      out.push(await this.echo('more'));
    }
    for (let left = 2; left--; ) await this.note(String(left));
    return out;
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'seven', input: 7 },
  { name: 'none', input: 0 },
];
