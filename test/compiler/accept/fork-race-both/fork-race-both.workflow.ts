/** Two signals that are both there when the race begins: one is received, the other one is still buffered. */
import { join, signal, sleep, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class ForkRaceBoth {
  readonly yes = signal<number>();
  readonly no = signal<number>();

  async run() {
    await sleep(50);
    const first = await join({ yes: this.yes.receive(), no: this.no.receive() }, { mode: 'race' });
    const second = await join({ yes: this.yes.receive(), no: this.no.receive() }, { mode: 'race' });
    const third = await join([this.yes.receive(), this.yes.receive({ timeout: '1h' })], { mode: 'any' });
    const fourth = await join({ yes: this.yes.receive(), none: sleep('1h') }, { mode: 'race' });
    return { sum: first.value + second.value, lanes: [first.lane, second.lane].toSorted(), third, fourth };
  }
}

export const cases: Case[] = [
  {
    name: 'nothing is lost',
    signals: [
      { at: 10, name: 'yes', value: 1 },
      { at: 20, name: 'no', value: 20 },
      { at: 1000, name: 'yes', value: 300 },
      { at: 1001, name: 'yes', value: 4000 },
    ],
    expect: { value: { sum: 21, lanes: ['no', 'yes'], third: 300, fourth: { lane: 'yes', value: 4000 } } },
  },
];
