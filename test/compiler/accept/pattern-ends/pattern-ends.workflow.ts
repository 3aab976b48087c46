/** Patterns over lists that their own defaults make longer: what was at the end stays there; and over lists with holes, and typed arrays. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class PatternEnds {
  async run(list: number[]) {
    const [one = list.push(7, 8), two = await this.echo(20), ...rest] = list;
    const again = [...list];
    let three = 0;
    let others: unknown[] = [];
    [, , , three = again.push(9, 9) + (await this.echo(30)), others[0] = await this.echo(40), ...others] = again;
    const [four, , five = await this.grow(list), six = await this.echo(60)] = list;
    const [seven, ...holes] = [await this.echo(70), , 9];
    const [eight, ...bytes] = new Uint8Array([await this.echo(80), 81]);
    const [nine = await this.echo(90), ...sparse] = [, , 91];
    return { one, two, rest, three, others, again, four, five, six, list, seven, holes, eight, bytes, nine, sparse };
  }

  @flow() async grow(list: number[]): Promise<number> {
    list.push(await this.echo(1), 2, 3);
    return list.length;
  }

  @task() async echo(n: number): Promise<number> {
    return n;
  }
}

export const cases: Case[] = [
  { name: 'none', input: [] },
  { name: 'one', input: [1] },
  { name: 'some', input: [1, 2, 3, 4, 5] },
];
