/** A workflow that starts itself: a tree of instances, and an error that goes up through it. */
import { child, join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

export class TooDeep extends Error {
  override readonly name = 'TooDeep';
  constructor(readonly depth: number) {
    super(`too deep: ${depth}`);
  }
}

interface Tree {
  readonly depth: number;
  readonly limit: number;
}

@workflow()
export class ChildRecursion {
  async run({ depth, limit }: Tree): Promise<number> {
    if (depth > limit) throw new TooDeep(depth);
    if (depth === 3) return this.leaf(depth);
    const [left, right] = await join([child(ChildRecursion, { depth: depth + 1, limit }), child(ChildRecursion, { depth: 3, limit })]);
    return left + right;
  }

  @task(once) async leaf(depth: number): Promise<number> {
    return depth;
  }
}

export const cases: Case[] = [
  { name: 'sums up', input: { depth: 0, limit: 3 }, expect: { value: 12 } },
  { name: 'fails', input: { depth: 1, limit: 1 }, expect: { error: ['TooDeep', 'too deep: 2'] }, plainDiffers: 'which lane fails first is not promised' },
];
