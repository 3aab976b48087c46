/** A parameter that stands for the caller's variable is not hidden by names of the flow. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class FlowAliasShadow {
  @flow() async each(limit: number, list: number[]) {
    await this.note('x');
    return list.map((top) => top > limit).concat(list.map((limit) => limit > 1));
  }

  async run(top: number) {
    return await this.each(top, [1, 5]);
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'compares', input: 2, expect: { value: [false, true, false, true] } },
];
