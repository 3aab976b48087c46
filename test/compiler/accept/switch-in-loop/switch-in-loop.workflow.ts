/** `continue` crosses a `switch`, `break` does not. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class SwitchInLoop {
  async run(input: number[]) {
    const out: number[] = [];
    for (const item of input) {
      switch (item) {
        case 1:
          continue;
        case 2:
          await this.note('two');
          break;
        case 3:
          return [...out, 'returned'];
      }
      out.push(item);
    }
    return out;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'crosses', input: [1, 2, 4, 1, 5] },
  { name: 'returns', input: [4, 3, 5] },
];
