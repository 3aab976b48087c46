/** `+=` and its kin read their target before they wait. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class CompoundAssignment {
  async run(input: number) {
    let count = input;
    count += await this.echo((count = 100));
    const record = { value: 2, list: [1, 2] };
    record.value *= await this.echo(3);
    record.list[record.list.length - 1]! += await this.echo(10);
    let text = 'a';
    text += (await this.echo('b')) + 'c';
    let shift = 1;
    shift <<= await this.echo(2 | 1);
    return [count, record, text, shift];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'adds', input: 1, expect: { value: [101, { value: 6, list: [1, 12] }, 'abc', 8] } },
];
