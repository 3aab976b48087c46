import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow()
export class HardOddForms {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async fail(message: string): Promise<never> {
    throw new Error(message);
  }

  @flow()
  async nothing() {}

  @flow()
  async twice(n: number): Promise<number> {
    if (n === 0) return 0;
    const m = (await this.echo(n)) * 2;
    for (const x of [m]) if (x > 0) return x;
    return m;
  }

  async run(input: number[]) {
    const join = (list: number[]) => list.join('+');
    const shadowed = await this.echo(join(input));
    const made = new Map(await this.echo([[1, 2]] as [number, number][])).size;
    const characters: string[] = [];
    const word: 'ab' | 'cd' = input.length > 0 ? 'ab' : 'cd';
    for (const character of word) characters.push(await this.echo(character));
    a: for (const x of input) {
      b: {
        if ((await this.echo(x)) > 1) break b;
        continue a;
      }
      characters.push(`${x}`);
    }
    const empty = await this.nothing();
    if (await this.echo(false)) return;
    let n = 0;
    while (true) {
      if (++n > 3) break;
      else if (n === 2) continue;
      await this.echo(n);
    }
    do {} while ((await this.echo(--n)) > 0);
    for (;;) {
      n += await this.echo(2);
      if (n > 5) break;
    }
    const { [await this.echo('key')]: picked, ...others } = { key: 1, b: 2, c: 3 } as Record<string, number>;
    const f = async () => 1;
    void f;
    const raw = (await this.echo(1 as number))!;
    const typed = <T,>(value: T): T => value;
    const asserted = typed<number>(raw) satisfies number;
    const assigned = ((n = 1), (n += await this.echo(n)), n);
    const twice = [await this.twice(1), await this.twice(await this.twice(2))];
    return { shadowed, made, characters, empty, n, picked, others, asserted, assigned, twice };
  }
}

export const cases: Case[] = [{ name: 'runs', input: [1, 2, 3] }, { name: 'is empty', input: [] }];
