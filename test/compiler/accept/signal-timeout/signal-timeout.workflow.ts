/** A receive that gives up, and is tried again. */
import { signal, task, workflow, SignalTimeoutError } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow()
export class SignalTimeout {
  readonly answer = signal<string>();

  async run(input: number) {
    for (let attempt = 1; attempt <= input; attempt++) {
      try {
        return [attempt, await this.answer.receive({ timeout: attempt * 1000 })];
      } catch (error) {
        if (!(error instanceof SignalTimeoutError)) throw error;
        await this.note(`reminder ${attempt} of ${error.signal}`);
      }
    }
    return 'gave up';
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'second attempt', input: 3, signals: [{ at: 2500, name: 'answer', value: 'yes' }], expect: { value: [2, 'yes'] } },
  { name: 'never', input: 2, expect: { value: 'gave up' } },
];
