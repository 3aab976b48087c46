/**
 * Lends the store's one connection: whatever else is asked of the store waits until the loan is over.
 *
 * Always: a statement runs only while the transaction is open; a full disk and the like end it by themselves.
 */
import { TransactionEndedError } from '@waystone/core';
import type { Dialect as KyselyDialect, Kysely } from 'kysely';
import type { Lent, Loan } from '../dialect.js';
import type { Schema } from '../schema.js';
import type { SqliteDriver } from './driver.js';

interface Lender {
  readonly db: Kysely<Schema>;
  readonly driver: SqliteDriver;
  readonly language: KyselyDialect;
}

export async function lendConnection<Result>(lender: Lender, work: (loan: Loan) => Promise<Lent<Result>>): Promise<Result> {
  const undone: { lent?: Lent<Result> } = {};
  try {
    return await lender.db.transaction().execute(async () => {
      lender.driver.numbers.forget();
      const lent = await work(loanOf(lender));
      if (lent.commit) return lent.result;
      undone.lent = lent;
      throw new Undo();
    });
  } catch (error) {
    if (error instanceof Undo && undone.lent) return undone.lent.result;
    throw error;
  }
}

/** Makes Kysely undo the transaction. */
class Undo extends Error {}

function loanOf({ driver, language }: Lender): Loan {
  return {
    ask: async (query) => {
      if (!driver.database.isTransaction) throw new TransactionEndedError();
      return driver.execute(query);
    },
    language,
    // Statements run to their end before anything else can happen here.
    interrupt: () => Promise.resolve(),
    meaningOf: (error) => driver.meaningOf(error),
  };
}
