/** One lane per item, each a flow, with forks inside. */
import { flow, join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForkEachFlow {
  @flow() async work(item: number, label = 'none') {
    const parts = await join({ one: this.add(item, 1), two: this.inner(item) });
    return [label, parts.one, parts.two];
  }

  @flow() async inner(item: number) {
    const [first] = await join([this.echo(item), this.note('second')]);
    return (await this.add(first, 100)) + item;
  }

  async run(input: number[]) {
    const flows = await join(input.map((item) => this.work(item)));
    const labeled = await join(input.map((item) => this.work(item, `l${item}`)));
    return [flows, labeled];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'two', input: [1, 2] },
];
