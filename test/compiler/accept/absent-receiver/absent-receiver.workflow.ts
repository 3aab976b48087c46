/** A method of something absent fails before its arguments are waited for. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

interface Inner {
  list: number[];
  lists?: number[][];
}

@workflow()
export class AbsentReceiver {
  async run(input: { inner?: Inner; other: Inner | undefined; any: any }) {
    const { inner } = input;
    const tries: string[] = [];
    try {
      tries.push(String(inner!.list.indexOf(await this.echo('inner', 1))));
    } catch (error) {
      tries.push((error as Error).name);
    }
    try {
      tries.push(String(input.other!.list.indexOf(await this.echo('other', 1))));
    } catch (error) {
      tries.push((error as Error).name);
    }
    try {
      tries.push(String(input.any.list.indexOf(await this.echo('any', 1))));
    } catch (error) {
      tries.push((error as Error).name);
    }
    try {
      tries.push(String(input.other?.lists![0]!.concat([await this.echo('chain', 1)])));
    } catch (error) {
      tries.push((error as Error).name);
    }
    try {
      tries.push(String(input.other?.lists!.concat([[await this.echo('short chain', 1)]]).length));
    } catch (error) {
      tries.push((error as Error).name);
    }
    return tries;
  }

  @task() async echo(_about: string, value: number): Promise<number> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'all there', input: { inner: { list: [1] }, other: { list: [1], lists: [[2]] }, any: { list: [3] } } },
  { name: 'none there', input: { any: null } },
  { name: 'half there', input: { other: { list: [1] }, any: {} } },
];
