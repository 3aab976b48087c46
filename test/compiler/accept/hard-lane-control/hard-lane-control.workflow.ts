import { flow, join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardLaneControl {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  @flow()
  async part(n: number, { bonus = 1 }: { bonus?: number } = {}): Promise<number> {
    if (n > 1) return (await this.echo(n)) + bonus;
    return n + bonus;
  }

  async run() {
    const limit = await this.echo(2);
    const result = await join({
      looped: (async () => {
        for (let i = 0; ; i++) {
          try {
            if ((await this.echo(i)) < limit) continue;
            return `looped ${i}`;
          } finally {
            if (i === 1) await this.echo('one');
          }
        }
      })(),
      failed: (async () => {
        try {
          await this.fail('inside');
        } catch (error) {
          return (error as Error).message;
        }
        return 'never';
      })(),
      flow: this.part(limit, { bonus: 5 }),
      nothing: (async () => {})(),
      each: join([3, 1, 2].map(async ({}, index) => index * (await this.echo(limit)))),
      destructured: join([{ a: 1, list: [2, 3] }].map(async ({ a, list: [first, second = a] }) => [a, first, await this.echo(second)])),
    });
    const [first, [second]] = await join([this.echo('tuple'), join([this.part(1)])]);
    return { result, first, second };
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
