/** Error classes of the author keep their identity across waits. */
import { task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

export class Declined extends Error {
  override readonly name = 'Declined';
  constructor(
    readonly code: number,
    readonly details: { reason: string },
  ) {
    super(`declined with ${code}`);
  }
}
export class HardDeclined extends Declined {}

@workflow()
export class AuthorErrors {
  @task(once) async charge(amount: number): Promise<number> {
    if (amount > 100) throw new HardDeclined(2, { reason: 'limit' });
    if (amount > 10) throw new Declined(1, { reason: 'funds' });
    return amount;
  }

  async run(input: number) {
    try {
      return await this.charge(input);
    } catch (error) {
      await this.note('declined');
      if (error instanceof HardDeclined) return ['hard', error instanceof Declined, error.code, error.details];
      if (error instanceof Declined) throw error;
      return 'other';
    }
  }

  @task(once) async note(text: string): Promise<void> {
    void text;
  }
}

export const cases: Case[] = [
  { name: 'fine', input: 1, expect: { value: 1 } },
  { name: 'declined', input: 50, expect: { error: ['Declined', 'declined with 1'] } },
  { name: 'hard', input: 500, expect: { value: ['hard', true, 2, { reason: 'limit' }] } },
];
