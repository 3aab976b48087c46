/** What lanes read is copied into each of them. */
import { join, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class ForkCapturesCopies {
  async run(input: { list: number[] }) {
    const shared = { list: [...input.list] };
    const results = await join(
      [1, 2].map(async (factor) => {
        const scaled = shared.list.map((value) => value * factor);
        await this.note(String(factor));
        return [scaled, shared.list.length];
      }),
    );
    return [results, shared];
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'reads', input: { list: [1, 2] } },
];
