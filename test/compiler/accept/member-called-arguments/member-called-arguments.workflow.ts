/** Words of JavaScript as names of members, and `arguments` in a function of its own. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class MemberCalledArguments {
  async run(input: number) {
    const words = { arguments: input, await: 2, this: 3, new: 4, async: 5 };
    const { arguments: taken, ...others } = words;
    const count = function (this: { start: number }, ...all: number[]) {
      return this.start + arguments.length + all.length;
    };
    const counted = count.call({ start: 1 }, 1, 2);
    const async = 1;
    const of = [await this.echo(words.arguments)];
    for (const get of of) await this.echo(get + async);
    return [taken, others, counted, words.await];
  }

  @task() async echo(value: number): Promise<number> {
    return value;
  }
}

export const cases: Case[] = [{ name: 'runs', input: 1 }];
