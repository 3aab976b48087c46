/** Releases side by side: what becomes of a store that is open when a newer release changes the layout. */
import { postgres } from '@waystone/engine/postgres';
import { Kysely, sql } from 'kysely';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { systemPorts } from '../../packages/engine/src/ports.js';
import { migrate, readLayout } from '../../packages/engine/src/store/migrate.js';
import { migrations } from '../../packages/engine/src/store/migrations/index.js';
import { PostgresDialect } from '../../packages/engine/src/store/postgres/dialect.js';
import { settingsOf } from '../../packages/engine/src/store/postgres/options.js';
import type { Schema } from '../../packages/engine/src/store/schema.js';
import type { Store } from '../../packages/engine/src/store/store.js';
import { testDatabase } from '../support/postgres/database.js';
import { bytes, order } from './support/lab.js';
import { ManualClock, portsWith } from './support/manual-clock.js';
import { PostgresStores } from '../support/postgres/stores.js';

const database = await testDatabase();
const stores = new PostgresStores(database);
const opened: Store[] = [];

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

const leaseMs = 10_000;
const claimAll = { graphs: [order.hash], queues: ['default'], limit: 10 };

function startOf(instanceId: string) {
  const [envelope, queue, priority, onConflict] = [bytes('entry'), 'default', 3, 'fail'] as const;
  return { instanceId, uid: instanceId, graph: order, envelope, input: envelope, statuses: [], signals: [], queue, priority, onConflict };
}

/** As a newer release does it. */
async function migrateFurther(schema: string, olderMayGoOn: boolean): Promise<void> {
  await database.query(
    `alter table ${schema}.lanes add column novelty text;
     insert into ${schema}.migrations (version, name, older_may_go_on, applied_at) values (${migrations.length + 1}, 'novelty', ${olderMayGoOn ? 1 : 0}, 0)`,
  );
}

test('if older releases may go on, a worker of one does, with statements that it prepared before', async () => {
  const schema = database.nextSchema();
  const store = postgres({ url: database.url, schema, connections: 1 });
  opened.push(store);
  const owner = await store.join({ name: 'older', graphs: [order], leaseMs });
  for (const id of ['before', 'after']) {
    await store.start(startOf(id));
    expect(await store.claim({ ...claimAll, owner })).toHaveLength(1);
    expect(await store.heartbeat(owner, leaseMs)).toMatchObject({ held: true });
    expect(await store.find(id)).toMatchObject({ id });
    if (id === 'before') await migrateFurther(schema, true);
  }
  const late = postgres({ url: database.url, schema });
  opened.push(late);
  expect(await late.list({})).toHaveLength(2);
});

test('if they may not, a worker of one is told with its next heartbeat, and others take what it holds', async () => {
  const schema = database.nextSchema();
  const clock = new ManualClock();
  const [older, newer] = [stores.makeIn(schema, portsWith(clock)), stores.makeIn(schema, portsWith(clock))];
  const owner = await older.join({ name: 'older', graphs: [order], leaseMs });
  await older.start(startOf('i'));
  expect(await older.claim({ ...claimAll, owner })).toHaveLength(1);
  const ownerOfNewer = await newer.join({ name: 'newer', graphs: [order], leaseMs: 60_000 });
  await migrateFurther(schema, false);
  clock.pass(leaseMs / 2);
  await expect(older.heartbeat(owner, leaseMs)).rejects.toMatchObject({ code: 'STORE_NEWER', version: migrations.length + 1 });
  clock.pass(leaseMs / 2);
  expect(await newer.reclaim()).toBe(1);
  expect(await newer.claim({ ...claimAll, owner: ownerOfNewer })).toHaveLength(1);
  await expect(stores.makeIn(schema, portsWith(clock)).open()).rejects.toMatchObject({ code: 'STORE_NEWER' });
});

test('one that waits for longer than its role may is given up as a whole, and can be run again', async () => {
  const schema = database.nextSchema();
  const url = new URL(database.url);
  url.searchParams.set('options', '-c lock_timeout=200');
  const store = postgres({ url: url.href, schema });
  opened.push(store);
  const lock = `hashtextextended('waystone migrations ${schema}', 0)`;
  const other = new pg.Client(database.url);
  await other.connect();
  await other.query(`select pg_advisory_lock(${lock})`);
  await expect(store.open()).rejects.toMatchObject({ code: 'STORE_CONFLICT', retryable: true });
  expect(await database.query('select from pg_namespace where nspname = $1', [schema])).toEqual([]);
  await other.end();
  await store.open();
});

test('one that takes longer than a statement may, or stands still for a moment, is not cut short', async () => {
  const schema = database.nextSchema();
  const dialect = new PostgresDialect(settingsOf({ url: database.url, schema }, systemPorts));
  const db = new Kysely<Schema>({ dialect: dialect.kysely }).withSchema(schema);
  const limits = sql`
    select current_setting('statement_timeout') as statement, current_setting('idle_in_transaction_session_timeout') as idle`;
  const found: unknown[] = [];
  const up = async (transaction: Kysely<Schema>) => void found.push(...(await limits.execute(transaction)).rows);
  await migrate(db, dialect, [...migrations, { version: migrations.length + 1, name: 'long', olderMayGoOn: true, up }]);
  expect([...found, ...(await limits.execute(db)).rows]).toEqual([
    { statement: '0', idle: '1min' },
    { statement: '30s', idle: '5s' },
  ]);
  expect(await readLayout(db, dialect, migrations)).toMatchObject({ version: migrations.length + 1 });
  await db.destroy();
});

test('no checks stay on what a step writes, which would be prepared with every statement', async () => {
  const schema = database.nextSchema();
  const store = postgres({ url: database.url, schema });
  opened.push(store);
  await store.open();
  const checked = await database.query(
    `select distinct relname from pg_constraint join pg_class on pg_class.oid = conrelid
     where contype = 'c' and connamespace = '${schema}'::regnamespace order by relname`,
  );
  expect(checked).toEqual([]);
});
