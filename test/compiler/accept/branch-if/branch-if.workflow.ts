/** A branch of `if` and `else`. */
import { branch, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class BranchIf {
  @branch() async size(value: number) {
    if (value > 10) return await this.echo('large');
    else if (value > 5) {
      await this.note('medium');
      return 'medium';
    } else return 'small';
  }

  async run(input: number) {
    return [await this.size(input), await this.size(7)];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'large', input: 11 },
  { name: 'medium', input: 6 },
  { name: 'small', input: 1 },
];
