/**
 * Brings a database to the layout of this release.
 *
 * Always: migrations run in order, each once, all missing ones in one transaction under a lock, so any number of
 * processes may start at once. A database that a newer release migrated is used if that release says so, and
 * refused with a `StoreNewerError` otherwise.
 */
import { StoreNewerError } from '@waystone/core';
import type { Kysely } from 'kysely';
import type { Dialect } from './dialect.js';
import type { Migration } from './migrations/migration.js';
import type { Schema } from './schema.js';

export async function migrate(db: Kysely<Schema>, dialect: Dialect, migrations: readonly Migration[]): Promise<void> {
  if ((await missing(db, dialect, migrations)).length === 0) return;
  await db.transaction().execute(async (transaction) => {
    await dialect.lockMigrations(transaction);
    await applyMissing(transaction, dialect, migrations);
  });
}

async function applyMissing(db: Kysely<Schema>, dialect: Dialect, migrations: readonly Migration[]): Promise<void> {
  const wanted = await missing(db, dialect, migrations);
  if (wanted[0]?.version === 1) await createLedger(db, dialect);
  const appliedAt = await dialect.now(db);
  for (const migration of wanted) {
    await migration.up(db, dialect.layout);
    await db
      .insertInto('migrations')
      .values({
        version: migration.version,
        name: migration.name,
        older_may_go_on: migration.olderMayGoOn ? 1 : 0,
        applied_at: appliedAt,
      })
      .execute();
  }
}

async function createLedger(db: Kysely<Schema>, dialect: Dialect): Promise<void> {
  await dialect.takeOwnership(db);
  await db.schema
    .createTable('migrations')
    .addColumn('version', 'integer', (column) => column.notNull().primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('older_may_go_on', 'smallint', (column) => column.notNull())
    .addColumn('applied_at', 'bigint', (column) => column.notNull())
    .execute();
}

/** The migrations that the database lacks. */
async function missing(db: Kysely<Schema>, dialect: Dialect, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  const applied = (await dialect.isMigrated(db)) ? await appliedMigrations(db) : [];
  const known = migrations.length;
  const unknown = applied.filter(({ version }) => version > known);
  if (unknown.some((migration) => migration.older_may_go_on === 0)) {
    throw new StoreNewerError(dialect.where, Math.max(...unknown.map(({ version }) => version)), known);
  }
  return migrations.slice(applied.length);
}

function appliedMigrations(db: Kysely<Schema>) {
  return db.selectFrom('migrations').select(['version', 'older_may_go_on']).orderBy('version').execute();
}
