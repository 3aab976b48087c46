/** A name in shorthand is read where it stands, before what follows changes it. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class ShorthandOperands {
  async run(input: number) {
    let a = input;
    const one = { a, b: (a = 9, await this.echo(a)), c: a };
    let b = input;
    const two = { b, c: await this.echo(b++), d: b };
    const frame = 1;
    const three = { frame, [`k${b}`]: b, b, ...(b++ ? { e: b } : {}), f: await this.twice((b += 1)), g: { b } };
    return [one, two, three];
  }

  @flow() async twice(value: number): Promise<number> {
    return (await this.echo(value)) + value;
  }

  @task() async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [{ name: 'runs', input: 1 }];
