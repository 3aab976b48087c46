/** Variables of `var` belong to the function of their lane, also where nothing waits. */
import { join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class LaneVarVariables {
  async run(input: number) {
    const [one] = await join([
      (async (start: number) => {
        for (const step of [1, 2]) {
          var sum: number = start + step;
          if (sum > 1) var seen = true;
        }
        return [await this.echo(sum!), seen!];
      })(input),
    ]);
    const each = await join([1, 2].map((item) => (async () => { if (item > 1) { var big = item; } return (await this.echo(1)) + (big! ?? 0); })()));
    return [one, each];
  }

  @task() async echo(value: number): Promise<number> {
    return value;
  }
}

export const cases: Case[] = [{ name: 'runs', input: 1 }];
