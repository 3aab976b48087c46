/** Flows inlined in loops begin anew every time. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class FlowInLoop {
  @flow() async once(item: number) {
    let count = 0;
    let label;
    if (item > 1) label = await this.echo('many');
    count += await this.echo(item);
    return [label ?? 'none', count];
  }

  async run(input: number[]) {
    const out: unknown[] = [];
    for (const item of input) out.push(await this.once(item));
    while (out.length < 4) out.push(await this.once(0), await this.once(2));
    return out;
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'repeats', input: [2, 1] },
];
