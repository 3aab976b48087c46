/** Children in a sequence: results, no input, errors with their class and fields, a wait in an expression, finally. */
import { child, task, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

export class Declined extends Error {
  constructor(readonly cents: number) {
    super(`declined: ${cents}`);
    this.name = 'Declined';
  }
}

@workflow({ name: 'child-basics-payment' })
export class Payment {
  async run(cents: number) {
    const paid = await this.pay(cents);
    return { paid, at: new Date(cents) };
  }

  @task(once) async pay(cents: number): Promise<string> {
    if (cents > 100) throw new Declined(cents);
    return `paid ${cents}`;
  }
}

@workflow({ name: 'child-basics-note' })
export class Note {
  async run(): Promise<string> {
    return await this.write();
  }

  @task(once) async write(): Promise<string> {
    return 'noted';
  }
}

@workflow()
export class ChildBasics {
  async run(cents: number): Promise<unknown[]> {
    const log: unknown[] = [];
    try {
      const { paid, at } = await child(Payment, cents);
      log.push(paid, at.getTime(), `${(await child(Note)) + '!'} ${cents}`);
      if (cents === 13) await child(Payment, 113);
    } catch (error) {
      if (error instanceof Declined) log.push(error.name, error.message, error.cents, error instanceof Error);
      else throw error;
    } finally {
      log.push(await child(Note, undefined, { priority: 1 }));
    }
    if (cents === 500) await child(Payment, cents);
    return log;
  }
}

export const cases: Case[] = [
  { name: 'completes', input: 7, expect: { value: ['paid 7', 7, 'noted! 7', 'noted'] } },
  { name: 'catches', input: 200, expect: { value: ['Declined', 'declined: 200', 200, true, 'noted'] } },
  { name: 'catches late', input: 13 },
  { name: 'fails', input: 500, expect: { error: ['Declined', 'declined: 500'] } },
];
