/** One lane per item of a list, also of one that is waited for. */
import { fork, join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForkEach {
  @fork() async load(items: readonly number[], offset: number) {
    return join(items.map((item, index) => this.add(item * offset, index)));
  }

  async run(input: number[]) {
    const loaded = await this.load(input, 10);
    const again = await join(input.filter((item) => item > 1).map((item) => this.echo({ item, loaded: loaded.length })), { concurrency: 1 });
    const waited = await join((await this.echo(input)).map((item) => this.add(item, 1)));
    const inside = await join([...input, await this.add(3, 4)].map((item, index) => this.add(item, index)), { concurrency: 2 });
    return [loaded, again, waited, inside];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'three', input: [1, 2, 3] },
  { name: 'none', input: [], expect: { value: [[], [], [], [7]] } },
];
