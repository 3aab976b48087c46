/** `for…of` over an array that changes while it is walked. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForOfArray {
  async run(input: number[]) {
    const seen: number[] = [];
    for (const item of input) {
      seen.push(item);
      if (item === 2) input.push(9);
      if (item === 9) break;
      await this.note(String(item));
    }
    for (const [index, { value }] of [[0, { value: 'a' }], [1, { value: 'b' }]] as [number, { value: string }][]) {
      if (index === 0) continue;
      seen.push(value.length + (await this.echo(index)));
    }
    return [seen, input];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'grows', input: [1, 2, 3], expect: { value: [[1, 2, 3, 9, 2], [1, 2, 3, 9]] } },
  { name: 'empty', input: [] },
];
