/** What is read before an arm that waits and then writes it: the value of before. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class OperandsBeforeArms {
  async run(one: number) {
    const results: unknown[] = [];
    results.push({ one, a: (one &&= await this.next(one)) });
    results.push([one, one > 0 ? (one = await this.next(one)) : 0, one]);
    results.push([one, one > 0 && (one += await this.next(one)), one]);
    results.push([one, (await this.maybe(one))?.at((one = await this.next(one)) - one), one]);
    const bump = (by: number): number => (one += by);
    results.push([one, one > 0 ? bump(1 + one) + (await this.next(1)) : 0, one]);
    let two: number | undefined;
    results.push([two, (two ??= await this.next(4)), two, (two ||= await this.next(9)), two]);
    results.push(`${one} ${one > 0 ? (one = await this.next(one)) : ''} ${one}`);
    results.push(Math.max(one, one > 0 ? (one -= await this.next(one)) : 0));
    results.push([one, (one = await this.next(one)), one]);
    return results;
  }

  @task() async next(n: number): Promise<number> {
    return n + 1;
  }

  @task() async maybe(n: number): Promise<number[] | undefined> {
    return n % 2 ? [n] : undefined;
  }
}

export const cases: Case[] = [
  { name: 'one', input: 1 },
  { name: 'none', input: 0 },
];
