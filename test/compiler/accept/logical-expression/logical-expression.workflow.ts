/** `&&`, `||` and `??` evaluate their right side only when they must. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class LogicalExpression {
  async run(input: number) {
    const and = input > 1 && (await this.echo('and'));
    const or = input > 1 || (await this.echo('or'));
    const nullish = (await this.maybe(input)) ?? (await this.echo('none'));
    const chain = (await this.maybe(input)) || (input === 0 && (await this.echo('zero'))) || 'last';
    if ((await this.even(input)) && (await this.even(input / 2))) return ['quarter', and, or, nullish, chain];
    return [and, or, nullish, chain];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async even(value: number): Promise<boolean> {
    return value % 2 === 0;
  }

  @task(once) async maybe(value: number): Promise<number | undefined> {
    return value > 0 ? value : undefined;
  }
}

export const cases: Case[] = [
  { name: 'zero', input: 0, expect: { value: ['quarter', false, 'or', 'none', 'zero'] } },
  { name: 'three', input: 3, expect: { value: ['and', true, 3, 3] } },
  { name: 'four', input: 4, expect: { value: ['quarter', 'and', true, 4, 4] } },
];
