/** Flows with the same names of variables, called from each other. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class FlowSharedNames {
  @flow() async inner(value: number, items: number[]) {
    const result = await this.add(value, 1);
    return items.map((item) => item + value + result);
  }

  @flow() async outer(value: number) {
    const items = [value];
    const result = await this.inner(value, items);
    const again = await this.inner(value + 1, result);
    return [value, items, result, again];
  }

  async run(value: number) {
    const item = value;
    const items = await this.inner(item, [item]);
    return [await this.outer(item), items, item];
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'keeps apart', input: 1 },
];
