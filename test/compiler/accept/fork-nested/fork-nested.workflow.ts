/** Forks in lanes of forks, at three depths. */
import { fork, join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForkNested {
  @fork() async leaves(base: number) {
    return join([this.add(base, 1), this.add(base, 2)]);
  }

  @fork() async middle(base: number) {
    return join({ left: this.leaves(base), right: this.leaves(base + 10) });
  }

  async run(input: number) {
    return await join([this.middle(input), this.middle(input + 100), (async () => ({ only: await this.leaves(7) }))()]);
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'nests', input: 0 },
];
