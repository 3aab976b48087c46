/** Flows in the middle of expressions and arguments. */
import { flow, join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class FlowInExpression {
  @flow() async double(value: number) {
    return (await this.add(value, value)) || 0;
  }

  async run(input: number) {
    const list = [await this.double(input), await this.add(await this.double(1), await this.double(await this.double(2)))];
    return `${list.join()} ${(await this.even(input)) ? await this.double(100) : 'odd'}`;
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }

  @task(once) async even(value: number): Promise<boolean> {
    return value % 2 === 0;
  }
}

export const cases: Case[] = [
  { name: 'even', input: 4 },
  { name: 'odd', input: 3 },
];
