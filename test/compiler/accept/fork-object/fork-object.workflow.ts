/** Lanes by name. */
import { fork, join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForkObject {
  @fork() async prepare(input: number) {
    return join({ sum: this.add(input, 1), text: this.echo(`n${input}`), even: this.even(input) });
  }

  async run(input: number) {
    const { sum, ...others } = await this.prepare(input);
    return [sum, others, await this.prepare(sum)];
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }

  @task(once) async even(value: number): Promise<boolean> {
    return value % 2 === 0;
  }
}

export const cases: Case[] = [
  { name: 'joins', input: 1 },
];
