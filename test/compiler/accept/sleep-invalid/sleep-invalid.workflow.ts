/** A duration that is none fails at the sleep. */
import { sleep, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class SleepInvalid {
  async run(input: string) {
    try {
      await sleep(input as '1s');
      return 'slept';
    } catch (error) {
      return (error as Error).name;
    }
  }
}

export const cases: Case[] = [
  { name: 'fine', input: '1s', expect: { value: 'slept' } },
  { name: 'invalid', input: 'soon', expect: { value: 'DurationInvalidError' } },
];
