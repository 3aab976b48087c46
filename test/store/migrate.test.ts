/** Migrations: in order, once, all or none. */
import { Kysely, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemPorts } from '../../packages/engine/src/ports.js';
import { migrate, readLayout } from '../../packages/engine/src/store/migrate.js';
import { migrations } from '../../packages/engine/src/store/migrations/index.js';
import type { Migration } from '../../packages/engine/src/store/migrations/migration.js';
import type { Schema } from '../../packages/engine/src/store/schema.js';
import { createStore } from '../../packages/engine/src/store/create-store.js';
import { SqliteDialect } from '../../packages/engine/src/store/sqlite/dialect.js';
import { fileDatabase } from '../support/machine.js';
import { addRowsOfVersionOne, expectToGoOn } from './support/version-one.js';

let dialect: SqliteDialect;
let db: Kysely<Schema>;

beforeEach(() => {
  dialect = new SqliteDialect({ path: ':memory:', synchronous: 'full', busyTimeout: 0, ports: systemPorts });
  db = new Kysely<Schema>({ dialect: dialect.kysely });
});
afterEach(() => db.destroy());

function adding(table: string, version: number, olderMayGoOn: boolean): Migration {
  return {
    version,
    name: `add-${table}`,
    olderMayGoOn,
    up: async (transaction) => void (await sql`create table ${sql.table(table)} (id integer)`.execute(transaction)),
  };
}

async function tables(): Promise<readonly string[]> {
  return (await db.introspection.getTables()).map(({ name }) => name);
}

const tags = adding('tags', migrations.length + 1, true);
const labels = adding('labels', migrations.length + 2, false);

describe('migrations', () => {
  test('are numbered without gaps', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
  });

  test('run in order, each once', async () => {
    await migrate(db, dialect, migrations);
    expect(await tables()).not.toContain('tags');
    await migrate(db, dialect, [...migrations, tags, labels]);
    await migrate(db, dialect, [...migrations, tags, labels]);
    expect(await tables()).toEqual(expect.arrayContaining(['tags', 'labels']));
    const applied = await db.selectFrom('migrations').select(['version', 'name']).orderBy('version').execute();
    expect(applied.map(({ name }) => name)).toEqual([...migrations.map(({ name }) => name), 'add-tags', 'add-labels']);
  });

  test('are all undone when one of them fails', async () => {
    await migrate(db, dialect, migrations);
    const broken: Migration = { ...labels, up: () => Promise.reject(new Error('broken')) };
    await expect(migrate(db, dialect, [...migrations, tags, broken])).rejects.toThrow('broken');
    expect(await tables()).not.toContain('tags');
    await migrate(db, dialect, [...migrations, tags]);
    expect(await tables()).toContain('tags');
  });

  test('are told of before they run, and nothing is changed by asking', async () => {
    const newest = migrations.length;
    const released = migrations.map(({ version, name, olderMayGoOn }) => ({ version, name, olderMayGoOn }));
    expect(await readLayout(db, dialect, migrations)).toEqual({ where: ':memory:', version: 0, known: newest, pending: released });
    expect(await tables()).toEqual([]);
    await migrate(db, dialect, migrations);
    const pending = [{ version: newest + 1, name: 'add-tags', olderMayGoOn: true }];
    expect(await readLayout(db, dialect, [...migrations, tags])).toEqual({
      where: ':memory:',
      version: newest,
      known: newest + 1,
      pending,
    });
    expect(await tables()).not.toContain('tags');
    await migrate(db, dialect, [...migrations, tags]);
    expect(await readLayout(db, dialect, migrations)).toMatchObject({ version: newest + 1, known: newest, pending: [] });
  });

  test('of newer releases say whether this one may go on', async () => {
    await migrate(db, dialect, [...migrations, tags]);
    await migrate(db, dialect, migrations);
    await migrate(db, dialect, [...migrations, tags, labels]);
    await expect(migrate(db, dialect, migrations)).rejects.toMatchObject({
      code: 'STORE_NEWER',
      version: migrations.length + 2,
      known: migrations.length,
    });
  });
});

test('rows of the first layout go on', async () => {
  const { path, discard } = fileDatabase();
  const first = new SqliteDialect({ path, synchronous: 'normal', busyTimeout: 0, ports: systemPorts });
  const before = new Kysely<Schema>({ dialect: first.kysely });
  await migrate(before, first, migrations.slice(0, 1));
  await addRowsOfVersionOne(before);
  await before.destroy();
  const store = createStore(new SqliteDialect({ path, synchronous: 'normal', busyTimeout: 0, ports: systemPorts }), systemPorts);
  await expectToGoOn(store);
  await store.close();
  discard();
});
