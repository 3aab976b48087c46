/** Types, and parentheses that go with them, between what would be read as something else without them. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export function made(): DateConstructor {
  return Date;
}

export const makers = { made: () => ({ Date }), Date };

@workflow()
export class TypesBetweenTokens {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  // prettier-ignore
  async run(input: { n: number; list: number[] }): Promise<unknown> {
    const key: string | undefined = 'n';
    const tried = (): unknown => {
      const kinds: unknown[] = [typeof(input.n as unknown), typeof<unknown>input.n, void(input as unknown)];
      const inside = [key!in input, (key as string)in input, 'n' in(input as object), input instanceof(Object as Function)];
      const signs = [-<number>-input.n, 3-<number>-input.n, +<number>+input.n];
      for (const each of(input.list as number[])) if (each > 1) return(input as unknown); else(input as { n: number }).n++;
      switch (input.n as number) { case(input.list[0] as number): kinds.push('never'); break; case<number>input.n: kinds.push('case'); }
      const objects = [1].map((x) => <unknown>{ x });
      const fields = [1].map((x) => <number>{ x }.x);
      const functions = [1].map((x) => <() => number>function () { return x; }).map((each) => each());
      return[kinds, inside, signs, objects, fields, functions];
    };
    const result = tried();
    const dates = [
      new (made() as DateConstructor)(1), new (makers.made().Date as DateConstructor)(2), new (made()!)(3), new (makers.made()!.Date)(4),
      new (<DateConstructor>made())(5), new (makers.made() as typeof makers).Date(6), new(Date as DateConstructor)(7),
    ];
    return [result, dates, typeof(await this.echo(1)), (await this.echo('n'))!in input, -<number>-(await this.echo(3))];
  }
}

export const cases: Case[] = [{ name: 'runs', input: { n: 1, list: [0] } }];
