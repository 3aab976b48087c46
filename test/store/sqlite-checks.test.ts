/** Checks of rows on SQLite: written so that they cost next to nothing, and still made. */
import { Kysely, sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemPorts } from '../../packages/engine/src/ports.js';
import { migrate } from '../../packages/engine/src/store/migrate.js';
import { migrations } from '../../packages/engine/src/store/migrations/index.js';
import type { Schema } from '../../packages/engine/src/store/schema.js';
import { SqliteDialect } from '../../packages/engine/src/store/sqlite/dialect.js';
import { addRowsOfVersionOne } from './support/version-one.js';

let dialect: SqliteDialect;
let db: Kysely<Schema>;

beforeEach(async () => {
  dialect = new SqliteDialect({ path: ':memory:', synchronous: 'full', busyTimeout: 0, ports: systemPorts });
  db = new Kysely<Schema>({ dialect: dialect.kysely });
  await migrate(db, dialect, migrations.slice(0, 1));
  await addRowsOfVersionOne(db);
  await migrate(db, dialect, migrations);
});
afterEach(() => db.destroy());

async function texts(): Promise<readonly string[]> {
  const { rows } = await sql<{ text: string }>`select sql as text from sqlite_schema where type = 'table'`.execute(db);
  return rows.map(({ text }) => text);
}

/** The expression that looks a text up in a table of the list, which is made for each row that is written. */
const list = /in \('\w+', '\w+', '\w+'/;

test('look nothing up in a list of more than two', async () => {
  expect((await texts()).filter((text) => list.test(text))).toEqual([]);
});

test('refuse every word that the first layout refused, and take every other', async () => {
  const states = ['live', 'queued', 'completed', 'failed', 'canceled'];
  const setState = (state: string) => sql`update lanes set owner = null, due = null, state = ${state} where n = 1`.execute(db);
  for (const state of states) await setState(state);
  await expect(setState('lively')).rejects.toThrow('CHECK constraint failed');
  const setRequest = (request: string) => sql`update lanes set request = ${request} where n = 1`.execute(db);
  for (const request of ['cancel', 'canceling', 'none']) await setRequest(request);
  await expect(setRequest('')).rejects.toThrow('CHECK constraint failed');
  await expect(sql`update instances set on_parent_close = 'keep'`.execute(db)).rejects.toThrow('CHECK constraint failed');
  await sql`update instances set on_parent_close = null`.execute(db);
});

test('are rewritten in a file that stays whole, and that SQL can change in no such way', async () => {
  const { rows } = await sql`pragma integrity_check`.execute(db);
  expect(rows).toEqual([{ integrity_check: 'ok' }]);
  await sql`pragma writable_schema = on`.execute(db);
  await expect(sql`update sqlite_schema set sql = ''`.execute(db)).rejects.toThrow('may not be modified');
});

test('cannot be rewritten into what SQLite cannot read', async () => {
  const before = await texts();
  const broken = {
    version: migrations.length + 1,
    name: 'broken',
    olderMayGoOn: true,
    up: async (_: unknown, { rewriteTables }: SqliteDialect['layout']) => rewriteTables?.((text) => `${text} nonsense`),
  };
  await expect(migrate(db, dialect, [...migrations, broken])).rejects.toThrow('malformed');
  expect(await texts()).toEqual(before);
  expect(await db.selectFrom('lanes').select('n').execute()).toHaveLength(2);
});
