import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardThrowingOperands {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  async run() {
    const log: unknown[] = [];
    const none: any = undefined;
    const wrong: any = { m: 1 };
    try {
      log.push(none.m(await this.echo(1)));
    } catch (error) {
      log.push(['none.m', error instanceof TypeError]);
    }
    try {
      log.push(wrong.m(await this.echo(2)));
    } catch (error) {
      log.push(['wrong.m', error instanceof TypeError]);
    }
    try {
      none.p.q = await this.echo(3);
    } catch (error) {
      log.push(['none.p.q', error instanceof TypeError]);
    }
    try {
      log.push(none.p.q + (await this.echo(4)));
    } catch (error) {
      log.push(['none.p.q +', error instanceof TypeError]);
    }
    try {
      await this.echo(none.p.q);
    } catch (error) {
      log.push(['argument', error instanceof TypeError]);
    }
    try {
      const [a] = (await this.echo(undefined)) as unknown as number[];
      log.push(a);
    } catch (error) {
      log.push(['pattern', error instanceof TypeError]);
    }
    try {
      log.push(`${Symbol('s') as unknown as string}${await this.echo(5)}`);
    } catch (error) {
      log.push(['template', error instanceof TypeError]);
    }
    try {
      log.push([...(none as unknown as number[]), await this.echo(6)]);
    } catch (error) {
      log.push(['spread', error instanceof TypeError]);
    }
    return log;
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
