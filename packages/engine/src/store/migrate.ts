/**
 * Brings a database to the layout of this release.
 *
 * Always: migrations run in order, each once, all missing ones in one transaction under a lock, so any number of
 * processes may start at once. A database that a newer release migrated is used if that release says so, and
 * refused with a `StoreNewerError` otherwise.
 */
import { StoreAccessError, StoreNewerError, StoreOutdatedError } from '@waystone/core';
import type { Kysely } from 'kysely';
import type { Dialect } from './dialect.js';
import type { Migration } from './migrations/migration.js';
import type { Schema } from './schema.js';
import type { StoreLayout } from './store.js';

/** @throws StoreOutdatedError if migrations are missing and this user may not run them. */
export async function migrate(db: Kysely<Schema>, dialect: Dialect, migrations: readonly Migration[]): Promise<void> {
  const { where, version, known, pending } = await readLayout(db, dialect, migrations);
  if (pending.length === 0) return;
  try {
    await db.transaction().execute(async (transaction) => {
      await dialect.lockMigrations(transaction);
      await applyMissing(transaction, dialect, migrations);
    });
  } catch (error) {
    throw error instanceof StoreAccessError ? new StoreOutdatedError(where, version, known, { cause: error }) : error;
  }
}

/** Reads only. */
export async function readLayout(db: Kysely<Schema>, dialect: Dialect, migrations: readonly Migration[]): Promise<StoreLayout> {
  const applied = (await dialect.isMigrated(db)) ? await appliedMigrations(db) : [];
  const known = migrations.length;
  const unknown = applied.filter(({ version }) => version > known);
  if (unknown.some((migration) => migration.older_may_go_on === 0)) {
    throw new StoreNewerError(dialect.where, Math.max(...unknown.map(({ version }) => version)), known);
  }
  const pending = migrations.slice(applied.length).map(({ version, name, olderMayGoOn }) => ({ version, name, olderMayGoOn }));
  return { where: dialect.where, version: applied.at(-1)?.version ?? 0, known, pending };
}

async function applyMissing(db: Kysely<Schema>, dialect: Dialect, migrations: readonly Migration[]): Promise<void> {
  const { version } = await readLayout(db, dialect, migrations);
  if (version === 0) await createLedger(db, dialect);
  const appliedAt = await dialect.now(db);
  for (const migration of migrations.slice(version)) {
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

function appliedMigrations(db: Kysely<Schema>) {
  return db.selectFrom('migrations').select(['version', 'older_may_go_on']).orderBy('version').execute();
}
