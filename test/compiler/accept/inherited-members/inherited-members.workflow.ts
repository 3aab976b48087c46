/** Tasks, signals, statuses and plain methods of a class in another file. */
import { join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';
import { Base as Shared } from './base.js';

@workflow()
export class InheritedMembers extends Shared<string> {
  async run(input: number) {
    this.stage.set(this.label(input));
    const [one, list] = await join([this.times(input), this.wrap('a')]);
    const sent = await this.go.receive();
    return [one, list, sent, await super.times(2), await this.own(1)];
  }

  @task() async own(n: number): Promise<number> {
    return n + this.factor;
  }
}

export const cases: Case[] = [
  {
    name: 'runs',
    input: 5,
    signals: [{ at: 1, name: 'go', value: 9 }],
    traceDiffers: 'the plain run does not see calls by way of `super`',
    expect: { value: [15, ['a'], 9, 6, 4] },
  },
];
