/** Arguments of a flow are evaluated once, in order, before it begins. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class FlowArgumentsOrder {
  @flow() async pair(one: number, two: number) {
    await this.note(`${one} ${two}`);
    return [one, two, one];
  }

  async run(input: number) {
    let count = input;
    const first = await this.pair(count++, count++);
    const second = await this.pair(count, await this.echo((count = 50)));
    return [first, second, count];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'keeps order', input: 1, expect: { value: [[1, 2, 1], [3, 50, 3], 50] } },
];
