import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardLists {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  async run() {
    let list = [1, 2, 3];
    const log: unknown[] = [];
    for (const item of list) {
      log.push(await this.echo(item));
      list = [item * 100];
    }
    let text = 'ab';
    for (const character of text) {
      text = 'changed';
      log.push(await this.echo(character));
    }
    const shrinking = [1, 2, 3, 4];
    for (const item of shrinking) {
      shrinking.pop();
      log.push(await this.echo(item));
    }
    const sparse = [1, , 3];
    for (const item of sparse) log.push(await this.echo(item));
    for (const [index, item] of [...[...list, 5].entries()]) log.push(await this.echo([index, item]));
    const keys: Record<string, number> = { a: 1, b: 2, c: 3 };
    for (const key in keys) {
      delete keys['b'];
      keys['d'] = 4;
      log.push(await this.echo(key));
    }
    for (const { a, b = a } of [{ a: 1 }, { a: 2, b: 3 }] as { a: number; b?: number }[]) log.push(await this.echo(a + b));
    for (const item of new Uint8Array([7, 8])) log.push(await this.echo(item));
    for (const item of await this.echo([[9]])) for (const inner of item) log.push(await this.echo(inner));
    return { log, list, text, shrinking, keys };
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
