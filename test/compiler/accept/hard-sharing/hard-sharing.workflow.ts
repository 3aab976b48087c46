import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardSharing {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  async run() {
    const a = { n: 1, self: undefined as unknown };
    a.self = a;
    const b = a;
    const list = [a, b];
    await this.echo(0);
    b.n = 2;
    const map = new Map([[a, 'a']]);
    await this.echo(0);
    return { same: a === b, n: a.n, inList: list[0] === list[1] && list[0] === a, cyclic: a.self === a, inMap: map.get(b) };
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
