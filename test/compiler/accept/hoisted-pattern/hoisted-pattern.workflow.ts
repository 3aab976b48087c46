/** A pattern of `var` in copied code, taken from an object literal. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HoistedPattern {
  async run(input: number) {
    if (input > 0) {
      var { a: one, b: [two = 5, ...rest] }: { a: number; b: number[] } = { ...{ a: 1, b: [input] }, a: 3 };
    }
    for (var { c = 7 } of [{ c: input }, {}] as { c?: number }[]) one! += c;
    return [await this.echo(one!), two!, rest!];
  }

  @task() async echo(value: number): Promise<number> {
    return value;
  }
}

export const cases: Case[] = [{ name: 'given', input: 2 }];
