import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export class Declined extends Error {
  constructor(readonly cents: number) {
    super(`declined ${cents}`);
    this.name = 'Declined';
  }

  describe(): string {
    return `${this.message}!`;
  }
}

@workflow()
export class HardErrors {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  @task({ retry: { attempts: 1 } })
  async decline(cents: number): Promise<void> {
    throw new Declined(cents);
  }

  async run() {
    const log: unknown[] = [];
    try {
      await this.decline(5);
    } catch (error) {
      await this.echo('crossing');
      if (error instanceof Declined) log.push(error.cents, error.name, error.describe(), error instanceof Error);
    }
    try {
      throw new Declined(await this.echo(6));
    } catch (error) {
      await this.echo('crossing');
      log.push(error instanceof Declined && error.cents);
    }
    try {
      try {
        (undefined as unknown as { x: { y: number } }).x.y.toFixed();
      } catch (error) {
        await this.echo('crossing');
        throw new AggregateError([error, new RangeError('r')], 'both', { cause: { why: 'x' } });
      }
    } catch (error) {
      const aggregate = error as AggregateError;
      await this.echo('again');
      log.push(
        aggregate.message,
        aggregate.errors.map((each) => [each instanceof TypeError, each instanceof RangeError]),
        aggregate.cause,
      );
    }
    try {
      await this.echo(JSON.parse('{') as string);
    } catch {
      log.push('no binding');
    }
    try {
      throw await this.echo({ plain: true });
    } catch (thrown) {
      log.push(await this.echo(thrown));
    }
    return log;
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
