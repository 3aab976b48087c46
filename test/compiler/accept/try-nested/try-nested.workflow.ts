/** A handler's own error goes to the next one out. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class TryNested {
  async run(input: number) {
    const out: string[] = [];
    try {
      try {
        await this.check(input);
        out.push('ok');
      } catch (error) {
        out.push('inner');
        if (input === -1) throw new Error('again', { cause: error });
        await this.fail('from handler');
      }
      out.push('after');
    } catch (error) {
      out.push((error as Error).message, String((error as Error).cause));
    }
    return out;
  }

  @task(once) async fail(message: string): Promise<string> {
    throw new Error(message);
  }

  @task(once) async check(value: number): Promise<number> {
    if (value < 0) throw new RangeError(`negative: ${value}`);
    return value;
  }
}

export const cases: Case[] = [
  { name: 'ok', input: 1 },
  { name: 'code', input: -1 },
  { name: 'task', input: -2 },
];
