/** Functions made and used within one turn see the variables of that turn. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class LoopClosures {
  async run(input: number[]) {
    const out: number[] = [];
    for (let index = 0; index < input.length; index++) {
      const item = input[index]!;
      const scaled = input.map((each) => each * item + index);
      await this.note(String(item));
      out.push(...scaled.filter((each) => each > index));
    }
    return out;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'two', input: [1, 2] },
];
