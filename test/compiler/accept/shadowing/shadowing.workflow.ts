/** Names that hide others, in blocks, closures and loops. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class Shadowing {
  async run(name: string) {
    const out = [name];
    {
      const name = await this.echo('block');
      out.push(name);
      for (const name of ['loop']) out.push(await this.echo(name));
      out.push(name);
    }
    if (out.length > 1) {
      let name = 1;
      name += await this.echo(1);
      out.push(String(name), ...['x'].map((name) => `${name}!`));
    }
    try {
      throw new Error('caught');
    } catch (name) {
      await this.note('x');
      out.push((name as Error).message);
    }
    return [...out, name];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'hides', input: 'outer' },
];
