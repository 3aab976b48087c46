/** Polls take what is there, without waiting. */
import { signal, sleep, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class SignalPoll {
  readonly stop = signal<string>();

  async run(input: number) {
    const seen: string[] = [];
    for (let turn = 0; turn < input; turn++) {
      const found = await this.stop.poll();
      if (found) seen.push(`${turn}:${found}`);
      if (found === 'stop') break;
      await sleep('1s');
    }
    return seen;
  }
}

export const cases: Case[] = [
  { name: 'stops', input: 9, signals: [{ at: 500, name: 'stop', value: 'note' }, { at: 2500, name: 'stop', value: 'stop' }], expect: { value: ['1:note', '3:stop'] } },
  { name: 'nothing', input: 2, expect: { value: [] } },
];
