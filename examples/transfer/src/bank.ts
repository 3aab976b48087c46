/** The bank's own tables. They lie in the same database as the store, and know nothing of it. */
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue } from 'node:sqlite';
import { Kysely, PostgresDialect, SqliteDialect } from 'kysely';
import type { SqliteDatabase } from 'kysely';
import pg from 'pg';

export interface Bank {
  readonly accounts: { readonly id: string; readonly cents: number };
  /** What customers asked for. */
  readonly payments: { readonly id: string; readonly cents: number };
}

/** The program's own connections to the database that holds the store. */
export function connect(url: string | undefined, file: string): Kysely<Bank> {
  return new Kysely<Bank>({
    dialect: url ? new PostgresDialect({ pool: new pg.Pool({ connectionString: url }) }) : new SqliteDialect({ database: openFile(file) }),
  });
}

/** Any driver will do; this is the one that comes with Node. */
function openFile(file: string): SqliteDatabase {
  const database = new DatabaseSync(file, { timeout: 5_000 });
  return {
    close: () => database.close(),
    prepare: (text) => {
      const statement = database.prepare(text);
      return {
        reader: statement.columns().length > 0,
        all: (values) => statement.all(...(values as SQLInputValue[])),
        run: (values) => statement.run(...(values as SQLInputValue[])),
        iterate: (values) => statement.iterate(...(values as SQLInputValue[])),
      };
    },
  };
}

export async function openAccounts(bank: Kysely<Bank>, ids: readonly string[], cents: number): Promise<void> {
  for (const table of ['accounts', 'payments'] as const) {
    await bank.schema
      .createTable(table)
      .ifNotExists()
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('cents', 'integer', (column) => column.notNull())
      .execute();
  }
  await bank
    .insertInto('accounts')
    .values(ids.map((id) => ({ id, cents })))
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ cents }))
    .execute();
}

/** All money there is. */
export async function total(bank: Kysely<Bank>): Promise<number> {
  const accounts = await bank.selectFrom('accounts').select('cents').execute();
  return accounts.reduce((sum, { cents }) => sum + cents, 0);
}
