/** `for…of` that assigns variables, properties and patterns. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForOfTarget {
  async run(input: [number, string][]) {
    let number = 0;
    const record: { text?: string; last?: [number, string] } = {};
    for ([number, record.text] of input) await this.note(`${number}${record.text}`);
    for (record.last of input) await this.note('last');
    return [number, record];
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'assigns', input: [[1, 'a'], [2, 'b']] },
];
