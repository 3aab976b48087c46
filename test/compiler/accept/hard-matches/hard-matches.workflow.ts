import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardMatches {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  async run(text: string) {
    const pattern = /(?<letter>[a-c])(\d)/g;
    const found: unknown[] = [];
    let match: RegExpExecArray | null;
    while ((match = pattern.exec(text)) !== null) {
      await this.echo(match[0]);
      found.push([match.index, match.groups?.['letter'], match.length, pattern.lastIndex]);
    }
    const sticky = /x/y;
    sticky.lastIndex = await this.echo(3);
    await this.echo(0);
    return { found, sticky: sticky.test('abcx') };
  }
}

export const cases: Case[] = [{ name: 'runs', input: 'a1 b2 d3 c4' }];
