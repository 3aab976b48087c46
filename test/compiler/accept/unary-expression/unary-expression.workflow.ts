/** `typeof`, `!`, `-`, `void`, `delete` and updates on what was waited for. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class UnaryExpression {
  async run(input: number) {
    const record: { a?: number; b: number } = { a: 1, b: 2 };
    const list = [input, 5];
    list[await this.echo(1)]!++;
    delete record[(await this.echo('a')) as 'a'];
    (await this.echo({ n: 1 })).n += 1;
    return [typeof (await this.echo('s')), !(await this.even(input)), -(await this.echo(input)), void (await this.echo(1)), list, record, 'a' in record];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async even(value: number): Promise<boolean> {
    return value % 2 === 0;
  }
}

export const cases: Case[] = [
  { name: 'applies', input: 3 },
];
