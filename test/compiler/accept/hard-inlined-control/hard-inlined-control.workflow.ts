import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardInlinedControl {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  @flow()
  async outer(depth: number, log: unknown[]): Promise<string> {
    for (let i = 0; i < 3; i++) {
      try {
        const found = await this.inner(depth, i);
        if (found === 'skip') continue;
        if (found === 'stop') break;
        if (found !== undefined) return found;
      } finally {
        log.push(await this.echo(`outer ${i}`));
      }
    }
    return 'fell out';
  }

  @flow()
  async inner(depth: number, i: number): Promise<string | undefined> {
    const log = [`${depth}${i}`];
    try {
      if (depth === 0) return;
      if (depth === 1) return i === 0 ? 'skip' : 'stop';
      if (depth === 2 && i === 1) return await this.echo(log[0]);
      if (depth === 3) await this.fail(`inner ${i}`);
    } finally {
      await this.echo(log);
    }
    await this.echo('after');
  }

  async run() {
    const log: unknown[] = [];
    for (const depth of [0, 1, 2, 3]) {
      try {
        log.push(await this.outer(depth, log));
      } catch (error) {
        log.push(['caught', (error as Error).message]);
        continue;
      } finally {
        log.push(await this.echo(`end ${depth}`));
      }
      log.push('next');
    }
    return log;
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
