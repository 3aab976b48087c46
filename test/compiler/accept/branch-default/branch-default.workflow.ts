/** A branch with a default, and work before the choice. */
import { branch, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class BranchDefault {
  @branch() async choose(input: string) {
    const kind = await this.echo(input.slice(0, 1));
    switch (kind) {
      case 'a':
      case 'b':
        return `early ${kind}`;
      default:
        return await this.echo(`late ${kind}`);
    }
  }

  async run(input: string) {
    return await this.choose(input);
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'b', input: 'bob', expect: { value: 'early b' } },
  { name: 'z', input: 'zoe', expect: { value: 'late z' } },
];
