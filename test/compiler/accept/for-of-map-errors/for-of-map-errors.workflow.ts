/** Loops over maps and sets in which a wait fails: their turns go on where they were, whatever handles the error. */
import { flow, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

export function mapOf(names: readonly string[]): Map<string, number> {
  return new Map(names.map((name, index) => [name, index]));
}

@workflow()
export class ForOfMapErrors {
  @flow() async caught(map: Map<string, number>): Promise<string[]> {
    const seen: string[] = [];
    for (const [key, value] of map) {
      try {
        if (value > 1) await this.fail(key);
        seen.push(key);
      } catch (error) {
        seen.push(`not ${(error as Error).message}`);
        if (map.delete('a')) map.set('e', 0);
      }
    }
    return seen;
  }

  @flow() async ended(set: Set<string>): Promise<string[]> {
    const seen: string[] = [];
    for (const name of set) {
      try {
        try {
          await this.fail(name);
        } finally {
          seen.push(`end of ${name}`);
          set.delete(name);
        }
      } catch {
        seen.push(`error of ${name}`);
      }
    }
    return seen;
  }

  @flow() async skipped(set: Set<string>): Promise<string[]> {
    const seen: string[] = [];
    for (const name of set) {
      try {
        await this.fail(name);
      } finally {
        seen.push(name);
        continue;
      }
    }
    return seen;
  }

  @flow() async nested(map: Map<string, number>, set: Set<string>): Promise<string[]> {
    const seen: string[] = [];
    for (const [key] of map) {
      try {
        for (const name of set) {
          seen.push(key + name);
          if (name === 'y') await this.fail(key);
        }
      } catch {
        map.delete(key);
      }
    }
    return seen;
  }

  async run(names: string[]) {
    const [caught, ended] = [await this.caught(mapOf(names)), await this.ended(new Set(names))];
    const skipped = await this.skipped(new Set(names));
    return { caught, ended, skipped, nested: await this.nested(mapOf(names), new Set(['x', 'y', 'z'])) };
  }

  @task(once) async fail(message: string): Promise<void> {
    throw new Error(message);
  }
}

export const cases: Case[] = [
  {
    name: 'some',
    input: ['a', 'b', 'c', 'd'],
    expect: {
      value: {
        caught: ['a', 'b', 'not c', 'not d', 'e'],
        ended: ['a', 'b', 'c', 'd'].flatMap((name) => [`end of ${name}`, `error of ${name}`]),
        skipped: ['a', 'b', 'c', 'd'],
        nested: ['a', 'b', 'c', 'd'].flatMap((key) => [`${key}x`, `${key}y`]),
      },
    },
  },
  { name: 'none', input: [] },
];
