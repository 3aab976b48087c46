/** Sleeps by text, number and expression; until a date. */
import { sleep, sleepUntil, status, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class SleepDurations {
  readonly stage = status<string>('new');

  async run(input: number) {
    await sleep('1m');
    this.stage.set('one');
    await sleep(input * 2);
    await sleepUntil(new Date(0));
    await sleepUntil(1_700_000_000_000 + 100_000);
    this.stage.set('two');
    return 'woke';
  }
}

export const cases: Case[] = [
  { name: 'sleeps', input: 500, expect: { value: 'woke' } },
];
