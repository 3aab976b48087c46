import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardFinally {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  @flow()
  async override(): Promise<string> {
    try {
      return await this.echo('first');
    } finally {
      // eslint-disable-next-line no-unsafe-finally
      if (await this.echo(true)) return 'second';
    }
  }

  @flow()
  async swallow(): Promise<number> {
    let n = 0;
    for (;;) {
      try {
        n++;
        await this.fail('again');
      } finally {
        await this.echo(n);
        if (n < 3) continue;
        break;
      }
    }
    return n;
  }

  @flow()
  async nest(): Promise<string[]> {
    const log: string[] = [];
    try {
      try {
        return log;
      } finally {
        log.push(await this.echo('a'));
        try {
          await this.fail('b');
        } catch {
          log.push('caught');
        }
      }
    } finally {
      log.push(await this.echo('c'));
    }
  }

  async run() {
    const log: unknown[] = [];
    const inner = async (x: number) => x;
    void inner;
    outer: for (let turn = 0; turn < 6; turn++) {
      try {
        try {
          log.push(await this.echo(`try ${turn}`));
          if (turn === 0) continue;
          if (turn === 1) throw new Error('one');
          if (turn === 2) continue outer;
          if (turn === 4) break;
        } catch (error) {
          log.push(await this.echo((error as Error).message));
          if (turn === 1) throw new Error('two', { cause: error });
        } finally {
          log.push(await this.echo(`finally ${turn}`));
          if (turn === 3) continue;
        }
        log.push(`after ${turn}`);
      } catch (error) {
        log.push((error as Error).message, ((error as Error).cause as Error).message);
      } finally {
        log.push(await this.echo(`outer ${turn}`));
      }
    }
    return { log, result: await this.override(), swallowed: await this.swallow(), nested: await this.nest() };
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
