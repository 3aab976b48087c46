/** Two workflows that start each other; the errors of one go on through the other, which has one of the same name. */
import { child, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

@workflow({ name: 'child-mutual-pong' })
export class Pong {
  async run(left: number): Promise<string> {
    if (left === 0) throw new RangeError('out');
    return `pong ${await child(ChildMutual, left - 1)}`;
  }
}

@workflow()
export class ChildMutual {
  async run(left: number): Promise<string> {
    if (left <= 0) return 'end';
    try {
      return `ping ${await child(Pong, left - 1)}`;
    } catch (error) {
      return `${(error as Error).message} ${String(error instanceof RangeError)}`;
    }
  }
}

export const cases: Case[] = [
  { name: 'goes to and fro', input: 4, expect: { value: 'ping pong ping pong end' } },
  { name: 'fails inside', input: 3, expect: { value: 'ping pong out true' } },
];
