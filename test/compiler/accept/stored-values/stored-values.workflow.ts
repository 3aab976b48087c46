/** Values of many types live across waits. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class StoredValues {
  async run(input: { when: Date; big: bigint; map: Map<string, Set<number>>; bytes: Uint8Array }) {
    const pattern = /a+/gi;
    const shared = { n: 1 };
    const pair = [shared, shared];
    const url = new URL('https://example.com/x');
    await this.note('one');
    pair[0]!.n += 1;
    const cyclic: { self?: unknown; name: string } = { name: 'c' };
    cyclic.self = cyclic;
    await this.note('two');
    return { ...input, pattern, shared, same: pair[0] === pair[1], url, cyclic: cyclic.self === cyclic, zero: -0, nothing: undefined };
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'keeps', input: { when: new Date(5), big: 12345678901234567890n, map: new Map([['a', new Set([1])]]), bytes: new Uint8Array([1, 2]) } },
];
