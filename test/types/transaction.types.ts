/** The transaction of a task is Kysely's, of the author's tables. */
import { context, task } from '@waystone/core';
import type { Transaction } from 'kysely';

interface Bank {
  readonly accounts: { readonly id: string; readonly cents: number };
}

export async function book(): Promise<number> {
  const transaction: Transaction<Bank> = context().transaction<Bank>();
  const { cents } = await transaction.selectFrom('accounts').select('cents').executeTakeFirstOrThrow();
  // @ts-expect-error there is no such table
  transaction.selectFrom('bookings');
  return cents;
}

export class Teller {
  @task({ transactional: true }) async move(): Promise<number> {
    return book();
  }

  // @ts-expect-error true or false
  @task({ transactional: 'yes' }) async tell(): Promise<void> {}
}
