/** Maps and sets, as a whole and by `entries()`, `keys()` and `values()`; what a turn changes shows as JavaScript has it. */
import { flow, sleep, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

interface Input {
  readonly map: Map<string, number>;
  readonly set: ReadonlySet<number>;
}

@workflow()
export class ForOfMap {
  @flow() async forget(map: Map<string, number>, key: string): Promise<void> {
    await this.echo(key);
    map.delete(key);
  }

  @flow() async first(map: Map<string, number>, from: number): Promise<string | undefined> {
    for (const [key, value] of map) if ((await this.echo(value)) >= from) return key;
    return undefined;
  }

  /** A member that is taken out and put in again comes again, at the end. */
  @flow() async work(queue: Set<string>): Promise<string[]> {
    const seen: string[] = [];
    for (const name of queue) {
      seen.push(name);
      queue.delete(name);
      await sleep(1);
      if (seen.filter((each) => each === name).length < 3) queue.add(name);
      if (name === 'b') queue.add(await this.echo(`${name}${seen.length}`));
    }
    return seen;
  }

  @flow() async nested(map: Map<string, number>): Promise<string[]> {
    const pairs: string[] = [];
    outer: for (const [one] of map) {
      for (const [other, value] of map) {
        if (value === 2 && one !== 'a') continue outer;
        try {
          if ((await this.echo(one)) === 'c') break outer;
          if (value === 3) throw new Error(other);
          pairs.push(one + other);
        } catch (error) {
          await this.echo((error as Error).message);
          map.delete('a');
          map.set('d', 4);
        } finally {
          await sleep(1);
          map.delete('x');
        }
      }
    }
    return pairs;
  }

  async run({ map, set }: Input) {
    const order: unknown[] = [];
    for (const entry of map) order.push(await this.echo(entry));
    for (const [key, value = 7] of map.entries()) order.push((await this.echo(key)) + value);
    for (const key of map.keys()) order.push(await this.echo(key));
    for (const value of map.values()) order.push(await this.echo(value));
    for (const member of set) order.push(await this.echo(member));
    for (const [one, other] of set.entries()) order.push((await this.echo(one)) * other);
    for (const member of set.keys()) order.push(await this.echo(member));
    let last = 0;
    for (last of set.values()) if ((await this.echo(last)) === 2) break;
    for (const [index, item] of ['x', 'y'].entries()) order.push(await this.echo(index), item);
    for (const index of Array(2).keys()) order.push(await this.echo(index));
    for (const byte of Uint8Array.of(7, 8).values()) order.push(await this.echo(byte));
    const grown: string[] = [];
    for (const [key, value] of map) {
      grown.push(key);
      if (key === 'a') await this.forget(map, 'b');
      if (value < 3) map.set(`${key}${key}`, value + 1);
      if (grown.length > 1) map.delete(grown[0]!);
      await sleep(1);
    }
    const none: string[] = [];
    for (const key of new Map<string, number>().keys()) none.push(await this.echo(key));
    const kept = await this.first(map, 3);
    const worked = await this.work(new Set(['a', 'b', 'c']));
    const pairs = await this.nested(new Map(Object.entries({ a: 1, b: 2, x: 3, c: 3 })));
    return { order, last, grown, left: [...map], none, kept, worked, pairs };
  }

  @task() async echo<T>(value: T): Promise<T> {
    return value;
  }
}

export const cases: Case[] = [
  { name: 'some', input: { map: new Map([['a', 1], ['b', 2], ['c', 3]]), set: new Set([1, 2, 3]) } },
  { name: 'none', input: { map: new Map(), set: new Set() } },
];
