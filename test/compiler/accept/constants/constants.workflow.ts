/** Constants of the module are inlined, exported ones imported. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

const limit = 3;
const label = "it's";
const factor = -2;
export const table = { a: 1 };
export enum Level {
  low = 1,
  high = 2,
}

@workflow()
export class Constants {
  async run(input: number) {
    const level = input > limit ? Level.high : Level.low;
    await this.note(label);
    return [input * factor, limit, label, table.a, level, { limit }];
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'inlines', input: 4, expect: { value: [-8, 3, "it's", 1, 2, { limit: 3 }] } },
];
