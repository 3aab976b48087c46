/** A variable keeps its value while the right side of `||` waits and fails. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class LogicalDestination {
  async run(input: string) {
    let chosen = input;
    try {
      chosen = (input && '') || (await this.fail(`kept ${chosen}`));
    } catch (error) {
      return [chosen, (error as Error).message];
    }
    return [chosen];
  }

  @task(once) async fail(message: string): Promise<string> {
    throw new Error(message);
  }
}

export const cases: Case[] = [
  { name: 'keeps', input: 'a', expect: { value: ['a', 'kept a'] } },
];
