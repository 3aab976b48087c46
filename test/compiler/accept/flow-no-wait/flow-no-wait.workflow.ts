/** A flow that never waits, and one with an empty body. */
import { flow, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class FlowNoWait {
  @flow() async plain(value: number) {
    if (value > 1) return 'big';
    return 'small';
  }

  @flow() async nothing() {}

  async run(input: number) {
    const nothing = await this.nothing();
    return [await this.plain(input), await this.plain(9), nothing ?? 'nothing'];
  }
}

export const cases: Case[] = [
  { name: 'small', input: 1, expect: { value: ['small', 'big', 'nothing'] } },
];
