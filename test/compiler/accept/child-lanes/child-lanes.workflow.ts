/** Children as lanes: by name, by position, one per item, inside lanes that are written out, with failures. */
import { child, join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow({ name: 'child-lanes-work' })
export class Work {
  async run({ value, fails = false }: { value: number; fails?: boolean }): Promise<number> {
    if (fails) throw new RangeError(`no ${value}`);
    return this.double(value);
  }

  @task(once) async double(value: number): Promise<number> {
    return value * 2;
  }
}

@workflow()
export class ChildLanes {
  async run(count: number) {
    const named = await join({ one: child(Work, { value: 1 }), two: child(Work, { value: 2 }), own: this.add(1, 1) });
    const listed = await join([child(Work, { value: 3 }), child(Work, { value: 4 }, { priority: 5 })]);
    const items = Array.from({ length: count }, (_, index) => index);
    const each = await join(items.map((item) => child(Work, { value: item })));
    const limited = await join(
      items.map((value, index) => child(Work, { value, fails: index % 2 === 1 })),
      { mode: 'settled', concurrency: 2 },
    );
    const written = await join(
      items.map(async (item) => {
        const first = await child(Work, { value: item });
        return (await child(Work, { value: first })) + 1;
      }),
    );
    const ends = limited.map((lane) => (lane.status === 'fulfilled' ? lane.value : (lane.reason as Error).message));
    return [named, listed, each, ends, written];
  }

  @task(once) async add(one: number, other: number): Promise<number> {
    return one + other;
  }
}

export const cases: Case[] = [
  { name: 'none', input: 0 },
  {
    name: 'some',
    input: 3,
    expect: { value: [{ one: 2, two: 4, own: 2 }, [6, 8], [0, 2, 4], [0, 'no 1', 4], [1, 5, 9]] },
  },
];
