/** A workflow that never waits. */
import { workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class NoWait {
  async run(input: number) {
    const doubled = input * 2;
    return { doubled };
  }
}

export const cases: Case[] = [
  { name: 'doubles', input: 4, expect: { value: { doubled: 8 } } },
];
