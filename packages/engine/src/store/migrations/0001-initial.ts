/** The first layout: instances and what belongs to them, and what the whole store shares. */
import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { Layout } from '../dialect.js';
import type { Schema } from '../schema.js';
import type { Migration } from './migration.js';

export const initial: Migration = {
  version: 1,
  name: 'initial',
  olderMayGoOn: false,
  async up(db, layout) {
    await createInstances(db, layout);
    await createLanes(db, layout);
    await createSignals(db, layout);
    await createStatuses(db, layout);
    await createHistory(db, layout);
    await createRoutes(db, layout);
    await createSequences(db, layout);
    await createShared(db, layout);
  },
};

function oneOf(column: string, values: readonly string[]): RawBuilder<boolean> {
  return sql`${sql.ref(column)} in (${sql.join(values.map((value) => sql.lit(value)))})`;
}

function flag(column: string): RawBuilder<boolean> {
  return sql`${sql.ref(column)} in (0, 1)`;
}

async function createInstances(db: Kysely<Schema>, layout: Layout): Promise<void> {
  await db.schema
    .createTable('instances')
    .addColumn('partition', 'smallint', (column) => column.notNull())
    .addColumn('n', 'bigint', (column) => column.notNull())
    .addColumn('id', layout.text, (column) => column.notNull())
    .addColumn('uid', layout.text, (column) => column.notNull())
    .addColumn('workflow', layout.text, (column) => column.notNull())
    .addColumn('graph', layout.text, (column) => column.notNull())
    .addColumn('route', 'integer', (column) => column.notNull())
    .addColumn('state', layout.text, (column) => column.notNull().check(oneOf('state', ['live', 'completed', 'failed', 'canceled'])))
    .addColumn('terminated', 'smallint', (column) => column.notNull().check(flag('terminated')))
    .addColumn('replaced', 'smallint', (column) => column.notNull().check(flag('replaced')))
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('cancel_requested_at', 'bigint')
    .addColumn('pause_requested_at', 'bigint')
    .addColumn('input', layout.bytes, (column) => column.notNull())
    .addColumn('outcome', layout.bytes)
    .addPrimaryKeyConstraint('instances_key', ['partition', 'n'])
    .addCheckConstraint('instances_end', sql`(state = 'live') = (ended_at is null)`)
    .modifyEnd(layout.storage('instances'))
    .execute();
  await sql`create unique index instances_id on instances (partition, id) where replaced = 0`.execute(db);
  await sql`create index instances_workflow on instances (partition, workflow, n)`.execute(db);
  await sql`create index instances_state on instances (partition, state, n)`.execute(db);
}

async function createLanes(db: Kysely<Schema>, layout: Layout): Promise<void> {
  await db.schema
    .createTable('lanes')
    .addColumn('partition', 'smallint', (column) => column.notNull())
    .addColumn('n', 'bigint', (column) => column.notNull())
    .addColumn('lane', layout.text, (column) => column.notNull())
    .addColumn('parent', layout.text)
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('key', layout.text)
    .addColumn('fork', layout.text)
    .addColumn('fork_lane', 'integer', (column) => column.notNull())
    .addColumn('route', 'integer', (column) => column.notNull())
    .addColumn('state', layout.text, (column) =>
      column.notNull().check(oneOf('state', ['live', 'queued', 'completed', 'failed', 'canceled'])),
    )
    .addColumn('owner', 'integer')
    .addColumn('epoch', 'integer', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('losses', 'integer', (column) => column.notNull())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .addColumn('due', 'bigint')
    .addColumn('signal', layout.text)
    .addColumn('sid', 'bigint')
    .addColumn('ordinal', 'bigint')
    .addColumn('pending', 'integer', (column) => column.notNull().check(sql`pending >= 0`))
    .addColumn('mode', layout.text, (column) => column.check(oneOf('mode', ['all', 'settled'])))
    .addColumn('request', layout.text, (column) => column.notNull().check(oneOf('request', ['none', 'cancel', 'canceling'])))
    .addColumn('paused', 'smallint', (column) => column.notNull().check(flag('paused')))
    .addColumn('node', layout.text, (column) => column.notNull())
    .addColumn('envelope', layout.bytes)
    .addPrimaryKeyConstraint('lanes_key', ['partition', 'n', 'lane'])
    .addCheckConstraint('lanes_waits_or_held', sql`owner is null or due is null`)
    .addCheckConstraint('lanes_fork_waits', sql`pending = 0 or (mode is not null and owner is null and due is null)`)
    .addCheckConstraint('lanes_only_live_go_on', sql`state = 'live' or (owner is null and due is null and pending = 0)`)
    .modifyEnd(layout.storage('lanes'))
    .execute();
  await sql`create index lanes_ready on lanes (partition, route, due) where owner is null and due is not null and paused = 0`.execute(db);
  await sql`create index lanes_held on lanes (partition, owner) where owner is not null`.execute(db);
  await sql`create index lanes_waiting on lanes (partition, n, signal, ordinal) where signal is not null and sid is null and owner is null`.execute(
    db,
  );
  await sql`create index lanes_queued on lanes (partition, n, parent, position) where state = 'queued'`.execute(db);
}

async function createSignals(db: Kysely<Schema>, layout: Layout): Promise<void> {
  await db.schema
    .createTable('signals')
    .addColumn('partition', 'smallint', (column) => column.notNull())
    .addColumn('n', 'bigint', (column) => column.notNull())
    .addColumn('sid', 'bigint', (column) => column.notNull())
    .addColumn('name', layout.text, (column) => column.notNull())
    .addColumn('assigned', 'smallint', (column) => column.notNull().check(flag('assigned')))
    .addColumn('sent_at', 'bigint', (column) => column.notNull())
    .addColumn('envelope', layout.bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('signals_key', ['partition', 'n', 'sid'])
    .modifyEnd(layout.storage('signals'))
    .execute();
  await sql`create index signals_buffered on signals (partition, n, name, sid) where assigned = 0`.execute(db);
  await db.schema
    .createTable('signal_ids')
    .addColumn('partition', 'smallint', (column) => column.notNull())
    .addColumn('n', 'bigint', (column) => column.notNull())
    .addColumn('name', layout.text, (column) => column.notNull())
    .addColumn('id', layout.text, (column) => column.notNull())
    .addPrimaryKeyConstraint('signal_ids_key', ['partition', 'n', 'name', 'id'])
    .modifyEnd(layout.storage('signal_ids'))
    .execute();
}

async function createStatuses(db: Kysely<Schema>, layout: Layout): Promise<void> {
  await db.schema
    .createTable('statuses')
    .addColumn('partition', 'smallint', (column) => column.notNull())
    .addColumn('n', 'bigint', (column) => column.notNull())
    .addColumn('name', layout.text, (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('set_at', 'bigint', (column) => column.notNull())
    .addColumn('envelope', layout.bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('statuses_key', ['partition', 'n', 'name'])
    .modifyEnd(layout.storage('statuses'))
    .execute();
}

/** Rows are appended and never changed; the key is a small index beside them. Clustering them by instance halves the speed of a step. */
async function createHistory(db: Kysely<Schema>, layout: Layout): Promise<void> {
  await db.schema
    .createTable('history')
    .addColumn('partition', 'smallint', (column) => column.notNull())
    .addColumn('n', 'bigint', (column) => column.notNull())
    .addColumn('ordinal', 'bigint', (column) => column.notNull())
    .addColumn('lane', layout.text, (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('node', layout.text, (column) => column.notNull())
    .addColumn('worker', 'integer', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint', (column) => column.notNull())
    .addColumn('outcome', layout.text, (column) => column.notNull().check(oneOf('outcome', ['completed', 'failed', 'canceled', 'retried'])))
    .addColumn('marks', layout.text)
    .addColumn('envelope', layout.bytes)
    .addColumn('continuation', layout.bytes)
    .addPrimaryKeyConstraint('history_key', ['partition', 'n', 'ordinal'])
    .modifyEnd(layout.storage('history'))
    .execute();
}

async function createRoutes(db: Kysely<Schema>, layout: Layout): Promise<void> {
  await db.schema
    .createTable('routes')
    .addColumn('partition', 'smallint', (column) => column.notNull())
    .addColumn('id', 'integer', (column) => column.notNull())
    .addColumn('queue', layout.text, (column) => column.notNull())
    .addColumn('graph', layout.text, (column) => column.notNull())
    .addColumn('priority', 'smallint', (column) => column.notNull())
    .addPrimaryKeyConstraint('routes_key', ['partition', 'id'])
    .addUniqueConstraint('routes_once', ['partition', 'graph', 'queue', 'priority'])
    .modifyEnd(layout.storage('routes'))
    .execute();
}

async function createSequences(db: Kysely<Schema>, layout: Layout): Promise<void> {
  await db.schema
    .createTable('sequences')
    .addColumn('partition', 'smallint', (column) => column.notNull())
    .addColumn('name', layout.text, (column) => column.notNull())
    .addColumn('next', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('sequences_key', ['partition', 'name'])
    .modifyEnd(layout.storage('sequences'))
    .execute();
  const names = (['instance', 'route', 'ordinal', 'worker', 'graph'] as const).filter((name) => !layout.sequences.includes(name));
  await db
    .insertInto('sequences')
    .values(names.map((name) => ({ partition: 0, name, next: 1 })))
    .execute();
}

async function createShared(db: Kysely<Schema>, layout: Layout): Promise<void> {
  await db.schema
    .createTable('graphs')
    .addColumn('hash', layout.text, (column) => column.notNull().primaryKey())
    .addColumn('workflow', layout.text, (column) => column.notNull())
    .addColumn('registered', 'bigint', (column) => column.notNull())
    .addColumn('graph', layout.text, (column) => column.notNull())
    .modifyEnd(layout.storage('graphs'))
    .execute();
  await sql`create index graphs_workflow on graphs (workflow, registered)`.execute(db);
  await db.schema
    .createTable('workers')
    .addColumn('id', 'integer', (column) => column.notNull().primaryKey())
    .addColumn('name', layout.text, (column) => column.notNull())
    .addColumn('joined_at', 'bigint', (column) => column.notNull())
    .addColumn('lease_expires_at', 'bigint', (column) => column.notNull())
    .addColumn('host', layout.text)
    .addColumn('pid', 'integer')
    .modifyEnd(layout.storage('workers'))
    .execute();
}
