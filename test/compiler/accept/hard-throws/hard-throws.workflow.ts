import { flow, join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export class Refused extends Error {
  override name = 'Refused';

  constructor(
    message: string,
    readonly details: unknown,
  ) {
    super(message);
  }
}

@workflow()
export class HardThrows {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  @flow()
  async attempt(kind: string, log: unknown[]): Promise<string> {
    let step = 'begun';
    try {
      try {
        if (kind === 'task') await this.fail('in a task');
        step = 'code';
        if (kind === 'code') throw new Refused('in code', await this.echo(1));
        step = await this.echo('flow');
        if (kind === 'flow') await this.thrower(kind);
        if (kind === 'lane') await join([this.echo(1), this.thrower(kind)]);
        step = 'none';
      } finally {
        log.push(await this.echo(step));
        if (kind === 'finally') throw new Refused('in finally', 0);
      }
    } catch (error) {
      if (error instanceof Refused) step += ` refused ${error.details as string}`;
      throw new Error(`${step}: ${(error as Error).message}`, { cause: error });
    } finally {
      log.push(step);
    }
    return step;
  }

  @flow()
  async thrower(kind: string): Promise<never> {
    const details = await this.echo(kind);
    throw new Refused(`in a ${kind}`, details);
  }

  async run() {
    const log: unknown[] = [];
    for (const kind of ['task', 'code', 'flow', 'lane', 'finally', 'none']) {
      try {
        log.push(await this.attempt(kind, log));
      } catch (error) {
        log.push([kind, (error as Error).message]);
      }
    }
    await this.echo(log);
    throw new Refused('final', { kind: 'refused', log });
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
