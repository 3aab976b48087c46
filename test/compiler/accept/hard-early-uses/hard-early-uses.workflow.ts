/** Names that functions use before they are declared: what they throw, and when, is what JavaScript throws. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardEarlyUses {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @flow()
  async attempt(step: number, log: unknown[]) {
    if (step === 0) {
      const f = () => late;
      log.push(f());
      const late = await this.echo(1);
      log.push(late);
    }
    if (step === 1) {
      log.push(early());
      const late = 1;
      log.push(await this.echo(late), late);
      function early() {
        return late + 1;
      }
    }
    if (step === 2) {
      const own: any = [1].map((): any => own);
      await this.echo(own);
    }
    if (step === 3) for (const item of [1].map((): any => item) as any[]) await this.echo(item);
    if (step === 4) for (let i = 0, g = ((f: () => number) => f())(() => end), end = 2; i < end; i++) await this.echo(g);
    if (step === 5) {
      const { one = ((f: () => any) => f())(() => other), other = await this.echo(1) } = (await this.echo({})) as any;
      log.push(one, other);
    }
    if (step === 6) {
      const { one, other = ((f: () => any) => f())(() => one) } = (await this.echo({ one: 6 })) as any;
      log.push(one, await this.echo(other));
    }
    if (step === 7) {
      const factorial = (n: number): number => (n === 0 ? 1 : n * factorial(n - 1));
      log.push(isEven(factorial(4)));
      log.push(await this.echo('even'));
      function isEven(n: number): boolean {
        return n === 0 || isOdd(n - 1);
      }
      function isOdd(n: number): boolean {
        return n !== 0 && isEven(n - 1);
      }
    }
  }

  async run() {
    const log: unknown[] = [];
    for (let step = 0; step < 8; step++) {
      try {
        await this.attempt(step, log);
      } catch (error) {
        log.push(step, (error as Error).name, (error as Error).message);
      }
    }
    return log;
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
