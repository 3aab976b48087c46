/** Signals in order, buffered before anybody waits. */
import { signal, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class SignalReceive {
  readonly order = signal<{ n: number }>();

  async run() {
    const first = await this.order.receive();
    await this.note(`got ${first.n}`);
    const second = (await this.order.receive({ timeout: '10s' })).n;
    return [first.n, second];
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'early', signals: [{ at: 0, name: 'order', value: { n: 1 } }, { at: 1, name: 'order', value: { n: 2 } }], expect: { value: [1, 2] } },
  { name: 'late', signals: [{ at: 5, name: 'order', value: { n: 3 } }, { at: 900, name: 'order', value: { n: 4 } }], expect: { value: [3, 4] } },
];
