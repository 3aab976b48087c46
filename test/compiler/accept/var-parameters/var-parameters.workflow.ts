/** A `var` may declare a parameter again: it is the parameter, and keeps its value. */
import { flow, join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class VarParameters {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @flow()
  async kept(x: number) {
    var x: number;
    const before = x;
    await this.echo(x);
    var x = 5;
    return [before, x];
  }

  @flow()
  async sometimes(x: number) {
    if (x > 5) {
      var x = await this.echo(1);
    }
    return x;
  }

  @flow()
  async counted({ x, y = 2 }: { x?: any; y?: number }, ...rest: number[]) {
    for (var x = x ?? 9; x < 11; x++) await this.echo(x);
    var rest: number[];
    return [x, y, rest];
  }

  async run(input: number): Promise<unknown> {
    const one = 1;
    const lanes = await join(
      [1, 2].map(async (x) => {
        var x = x + 1;
        return x + (await this.echo(x));
      }),
    );
    var input: number;
    return [await this.kept(one), one, await this.sometimes(3), await this.sometimes(9), await this.counted({}, 1), await this.counted({ x: 10, y: 0 }), lanes, input];
  }
}

export const cases: Case[] = [{ name: 'runs', input: 7 }];
