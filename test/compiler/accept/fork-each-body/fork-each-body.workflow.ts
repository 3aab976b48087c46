/** Lanes with several steps and captures. */
import { join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForkEachBody {
  async run(input: { factor: number; items: { id: string; size: number }[] }) {
    const { factor } = input;
    const prefix = await this.echo('p');
    const results = await join(
      input.items.map(async ({ id, size = 1 }, index) => {
        const scaled = await this.add(size * factor, index);
        if (scaled > 100) return `${prefix}${id} large`;
        await this.note(id);
        return `${prefix}${id} ${scaled}`;
      }),
      { concurrency: Math.max(1, input.items.length - 1) },
    );
    return results;
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'three', input: { factor: 2, items: [{ id: 'a', size: 1 }, { id: 'b', size: 60 }, { id: 'c', size: 3 }] } },
  { name: 'none', input: { factor: 2, items: [] } },
];
