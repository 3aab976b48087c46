/** Fields and private methods of the instance. */
import { join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ThisMembers {
  private readonly factor = 3;
  readonly names = ['a', 'b'];

  private scaled(value: number): number {
    return value * this.factor;
  }

  async run(input: number) {
    const scaled = this.scaled(input);
    await this.note(this.names.join());
    return [scaled + this.factor, this.scaled(await this.add(input, 1)), this.names.map((name) => name + this.factor)];
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'reads', input: 2, expect: { value: [9, 9, ['a3', 'b3']] } },
];
