import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardClosures {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  async run() {
    let total = 0;
    const add = (n: number) => (total += n);
    [1, 2, 3].forEach(add);
    const first = total;
    await this.echo(first);
    [4, 5].forEach((n) => {
      total += n;
      const total2 = total;
      return total2;
    });
    const doubled = [1, 2].map((total) => total * 2);
    const found = [3, 4].find((n) => n > first - 3);
    const lazy = () => total;
    total = 100;
    const now = lazy();
    function local(n: number): number {
      return n <= 0 ? total : local(n - 1);
    }
    const deep = local(2);
    await this.echo(deep);
    return { first, total, doubled, found, now, deep };
  }
}

export const cases: Case[] = [{ name: 'runs', input: undefined }];
