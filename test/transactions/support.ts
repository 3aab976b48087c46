/** A database that holds a store and a bank, and callers with connections of their own to it. */
import type { Store } from '@waystone/engine';
import type { Kysely, Transaction } from 'kysely';
import type { MachineDatabase } from '../support/machine.ts';
import type { Bank } from './fixtures/bank.ts';

export interface Home {
  /** One more store on the database, on the machine's clock; closed after the test. */
  readonly open: () => Store;
  /** One more caller on the database; closed after the test. */
  readonly caller: () => Kysely<Bank>;
  /** The same database for a machine. */
  readonly machine: MachineDatabase;
}

/** Gives an empty bank beside an empty store. */
export type MakeHome = () => Promise<Home>;

export async function openBank(db: Kysely<Bank>): Promise<void> {
  await db.schema
    .createTable('accounts')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('cents', 'integer', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('bookings')
    .addColumn('instance', 'text', (column) => column.primaryKey())
    .addColumn('cents', 'integer', (column) => column.notNull())
    .execute();
  await db
    .insertInto('accounts')
    .values(['ann', 'bob', 'cid'].map((id) => ({ id, cents: 1_000 })))
    .execute();
}

export async function balances(db: Kysely<Bank>): Promise<Readonly<Record<string, number>>> {
  const rows = await db.selectFrom('accounts').selectAll().orderBy('id').execute();
  return Object.fromEntries(rows.map(({ id, cents }) => [id, cents]));
}

export async function bookings(db: Kysely<Bank>): Promise<readonly string[]> {
  const rows = await db.selectFrom('bookings').select('instance').orderBy('instance').execute();
  return rows.map(({ instance }) => instance);
}

/** Undoes what work does. */
export async function undone<Tables>(db: Kysely<Tables>, work: (transaction: Transaction<Tables>) => Promise<void>): Promise<void> {
  const undo = new Error('undo');
  const done = db.transaction().execute(async (transaction) => {
    await work(transaction);
    throw undo;
  });
  await done.catch((error: unknown) => {
    if (error !== undo) throw error;
  });
}
