/** Operands before a wait are what they were before it, whatever is changed on the way there. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export let drawn = 0;

export function draw(): number {
  drawn += 1;
  return drawn;
}

@workflow()
export class HardOperandsInTime {
  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @flow()
  async add(list: number[], item: number): Promise<number> {
    list.push(await this.echo(item));
    return list.length;
  }

  @flow()
  async set(record: Record<string, number>, name: string): Promise<number> {
    record[name] = await this.echo(1);
    return Object.keys(record).length;
  }

  async run() {
    const list = [1];
    const text = `${list}|${await this.add(list, 2)}|${list}`;
    const spread = [...list, await this.add(list, 3), ...list];
    const sizes: Record<string, number> = { a: 0 };
    const entries = { ...sizes, size: await this.set(sizes, 'b'), all: { ...sizes } };
    let count = 1;
    const tag = (_: TemplateStringsArray, by: number): number => (count += by);
    const tagged = [count, tag`by ${2}`, count, await this.echo(count), count];
    const record: Record<string, number | undefined> = { a: 1 };
    const deleted = [record['a'], delete record['a'], record['a'], await this.echo(0), record['a']];
    const first = drawn - draw() + (await this.echo(10));
    const second = drawn - (draw() + (await this.echo(10)));
    return { text, spread, entries, tagged, deleted, first, second };
  }
}

export const cases: Case[] = [
  {
    name: 'runs',
    expect: {
      value: {
        text: '1|2|1,2',
        spread: [1, 2, 3, 1, 2, 3],
        entries: { a: 0, size: 2, all: { a: 0, b: 1 } },
        tagged: [1, 3, 3, 3, 3],
        deleted: [1, true, undefined, 0, undefined],
        first: 9,
        second: -11,
      },
    },
  },
];
