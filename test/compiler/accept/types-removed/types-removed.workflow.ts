/** Types, assertions and generics leave no trace. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

interface Shape<T> {
  readonly value: T;
}
export function wrap<T>(value: T): Shape<T> {
  return { value };
}

@workflow()
export class TypesRemoved {
  async run(input: unknown) {
    type Local = { a: number };
    const shape = wrap<number>((await this.echo(input)) as number);
    const local = { a: shape.value! } satisfies Local as Local;
    const pick = <K extends keyof Local>(key: K): Local[K] => local[key];
    const list: readonly number[] = [pick('a'), ...(<number[]>[1])];
    await this.note('x');
    return [shape, local, list] as const;
  }

  @task(once) async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'works', input: 4, expect: { value: [{ value: 4 }, { a: 4 }, [4, 1]] } },
];
