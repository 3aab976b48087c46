/** `?:` with waits in every place. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ConditionalExpression {
  async run(input: number) {
    const chosen = (await this.even(input)) ? await this.echo('even') : `odd ${input}`;
    const nested = input > 2 ? (input > 4 ? await this.echo('big') : 'mid') : await this.echo('small');
    const plain = input > 1 ? 'more' : 'one';
    return [chosen, nested, plain, `${input > 3 ? await this.echo('x') : 'y'}!`];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async even(value: number): Promise<boolean> {
    return value % 2 === 0;
  }
}

export const cases: Case[] = [
  { name: 'one', input: 1, expect: { value: ['odd 1', 'small', 'one', 'y!'] } },
  { name: 'four', input: 4, expect: { value: ['even', 'mid', 'more', 'x!'] } },
  { name: 'five', input: 5, expect: { value: ['odd 5', 'big', 'more', 'x!'] } },
];
