/**
 * What statements read. Their plans are made while the tables are empty and kept when there are 100,000 lanes that rest:
 * still every row is found by a key, no index is read through, and what rests costs nothing.
 */
import { postgres } from '@waystone/engine/postgres';
import pg from 'pg';
import { expect, test } from 'vitest';
import type { ClaimedLane, Fence, Store, Then } from '../../packages/engine/src/store/store.js';
import { testDatabase } from '../support/postgres/database.js';
import { startChild } from './support/children.js';
import { heldLane, heldLanes, joining } from './support/held-lanes.js';
import { bytes, end, fenceOf, finished, forkInto, keep, order, receive } from './support/lab.js';

const { url, nextSchema, query } = await testDatabase();

const tables = ['instances', 'lanes', 'signals', 'signal_ids', 'statuses', 'history'] as const;

const resting = 100_000;
const working = 300;
const readyForOthers = 10_000;
const otherBuilds = 1_000;

function startOf(instanceId: string) {
  const [envelope, queue, priority, onConflict] = [bytes('entry'), 'default', 3, 'fail'] as const;
  return { instanceId, uid: instanceId, graph: order, envelope, input: envelope, statuses: [], signals: [], queue, priority, onConflict };
}

/** Starts instances; each takes steps, forks and joins on its own, starts a child and waits for it, forks, waits for a signal, is joined and ends; some are canceled instead. All are purged. */
async function live(store: Store, prefix: string, count: number): Promise<void> {
  const owner = await store.join({ name: prefix, graphs: [order], leaseMs: 60_000 });
  const ids = Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  const claim = () => store.claim({ owner, graphs: [order.hash], queues: ['default'], limit: count * 2 });
  const step = async (lanes: readonly ClaimedLane[], then: Then): Promise<readonly ClaimedLane[]> => {
    const history = finished('run/task');
    const results = await Promise.all(lanes.map((lane) => store.commit({ fence: fenceOf(lane), then, published: [], history })));
    expect(results.every(({ status }) => status === 'applied')).toBe(true);
    return lanes.map((lane) => ({ ...lane, seq: lane.seq + 1 }));
  };
  await Promise.all(ids.map((id) => store.start(startOf(id))));
  const begun = await forkInHand(store, await step(await step(await claim(), keep('run/one')), keep('run/two')));
  await Promise.all(
    begun.map((lane) => store.commit({ fence: fenceOf(lane), then: startChild(`${lane.instanceId} child`), published: [] })),
  );
  await Promise.all((await claim()).map((child) => store.commit({ fence: fenceOf(child), then: end(), published: [], spreads: true })));
  await step(await claim(), forkInto('ab', { decidedBy: {} }));
  await step(await claim(), receive('go'));
  await Promise.all(ids.map((id, index) => (index % 3 === 0 ? store.cancel(id) : store.send(id, { name: 'go', envelope: bytes('') }))));
  await step(await claim(), end());
  await Promise.all(ids.map((id) => store.send(id, { name: 'go', envelope: bytes('') })));
  await step(await claim(), end());
  await step(await claim(), end());
  await store.heartbeat(owner, 60_000);
  await store.leave(owner);
  expect(await store.outcomes(ids)).toHaveLength(count);
  expect((await store.purge(begun.map(({ n }) => n))).deleted).toBe(count);
}

/** Each opens lanes that it holds, ends them and goes on behind their join. */
async function forkInHand(store: Store, lanes: readonly ClaimedLane[]): Promise<readonly ClaimedLane[]> {
  const [at, history] = [1, finished('run/task')];
  const commit = async (fence: Fence, then: Then, joined?: true): Promise<void> => {
    const result = await store.commit({ fence: fenceOf(fence), then, published: [], at, history, ...(joined && { joined }) });
    expect(result.status).toBe('applied');
  };
  await Promise.all(lanes.map((lane) => commit(lane, forkInto('', { lanes: heldLanes('xy') }))));
  await Promise.all(lanes.flatMap((lane) => [0, 1].map((position) => commit(heldLane(lane, position), joining()))));
  const joined = lanes.map((lane) => ({ ...lane, seq: lane.seq + 1, epoch: lane.epoch + 1 }));
  await Promise.all(joined.map((lane) => commit(lane, forkInto('', { lanes: heldLanes('z') }), true)));
  await Promise.all(joined.map((lane) => commit(heldLane(lane, 0), joining())));
  const again = joined.map((lane) => ({ ...lane, seq: lane.seq + 1, epoch: lane.epoch + 1 }));
  await Promise.all(again.map((lane) => commit(lane, keep('run/three'), true)));
  return Promise.all(again.map((lane) => forkAndLeave(store, { ...lane, seq: lane.seq + 1 })));
}

/** The step behind the join goes with the last ends. */
async function forkAndLeave(store: Store, lane: ClaimedLane): Promise<ClaimedLane> {
  const told = { published: [], at: 1, history: finished('run/task') };
  await store.commit({ ...told, fence: fenceOf(lane), then: forkInto('', { lanes: heldLanes('xy') }) });
  const joined = { ...lane, seq: lane.seq + 1, epoch: lane.epoch + 1 };
  const behind = { ...told, fence: fenceOf(joined), then: keep('run/four'), joined: true } as const;
  const first = store.commit({ ...told, fence: heldLane(lane, 0), then: joining() });
  const last = await store.commit({ ...told, fence: heldLane(lane, 1), then: joining(), behind });
  expect([(await first).status, last]).toMatchObject(['applied', { brought: { wentOn: true } }]);
  return { ...joined, seq: joined.seq + 1 };
}

async function addResting(schema: string): Promise<void> {
  const series = `generate_series(1, ${resting}) as n`;
  await insert(`
    insert into ${schema}.instances (partition, n, id, uid, workflow, graph, route, state, terminated, replaced, created_at, input, parent)
      select 0, -n, 'resting ' || n, 'uid', 'order', 'order-hash', 1, 'live', 0, 0, 0, '', case when n % 4 = 0 then -1 end from ${series};
    insert into ${schema}.lanes (partition, n, lane, position, fork_lane, route, state, epoch, seq, attempt, losses, since, due, signal, ordinal, pending, request, paused, node, envelope, child)
      select 0, -n, '', 0, 0, 1, 'live', 1, 1, 0, 0, 0, case when n % 2 = 0 then 9e15 end, case when n % 2 = 1 then 'go' end, n, 0, 'none', 0, 'run/wait', '', case when n % 4 = 1 then 1 - n end from ${series}`);
}

/** In a session of its own, which is over then. */
async function insert(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'resting' });
  await client.connect();
  await client.query(text);
  await client.end();
}

/** Lanes of a thousand builds that nobody here knows, ready and first in order. */
async function addReadyForOthers(schema: string): Promise<void> {
  const series = `generate_series(1, ${readyForOthers}) as n`;
  const routes = `generate_series(1, ${otherBuilds}) as build`;
  await insert(`
    insert into ${schema}.routes (partition, id, queue, graph, priority) select 0, 1000 + build, 'default', 'build ' || build, 1 from ${routes};
    update ${schema}.sequences set next = 3000 where name = 'route';
    insert into ${schema}.instances (partition, n, id, uid, workflow, graph, route, state, terminated, replaced, created_at, input)
      select 0, -n, 'other ' || n, 'uid', 'order', 'build ' || 1 + n % ${otherBuilds}, 1001 + n % ${otherBuilds}, 'live', 0, 0, 0, '' from ${series};
    insert into ${schema}.lanes (partition, n, lane, position, fork_lane, route, state, epoch, seq, attempt, losses, since, due, pending, request, paused, node, envelope)
      select 0, -n, '', 0, 0, 1001 + n % ${otherBuilds}, 'live', 0, 0, 0, 0, 0, 0, 0, 'none', 0, '', '' from ${series}`);
}

/** Before version 17 planners need to have looked: they count a list of keys as so many searches. There autovacuum sees to it. */
async function trustsStatistics(): Promise<boolean> {
  const [row] = await query("select current_setting('server_version_num')::int < 170000 as trusts");
  return row?.['trusts'] === true;
}

interface Cost {
  /** Rows read, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Pages of tables and indexes that were looked at. */
  readonly pages: number;
}

/** Sessions tell of it when they end: all of this name have to. */
async function costSoFar(schema: string, applicationName: string): Promise<Cost> {
  while ((await query(sessions, [applicationName]))[0]?.['count'] !== 0) continue;
  const rows = await query(
    `select relname as table, (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as read,
       (heap_blks_hit + heap_blks_read + coalesce(idx_blks_hit + idx_blks_read, 0))::int as pages
     from pg_stat_user_tables join pg_statio_user_tables using (schemaname, relname) where schemaname = $1`,
    [schema],
  );
  const read = Object.fromEntries(rows.map(({ table, read }) => [table, read])) as Record<string, number>;
  return { rows: read, pages: rows.reduce((sum, { pages }) => sum + (pages as number), 0) };
}

const sessions = `
  select count(*)::int from pg_stat_activity where datname = current_database() and application_name = $1`;

test.each([
  ['rests', 'has never looked', addResting, false],
  ['rests', 'looked while there was nearly nothing', addResting, true],
  ['is ready for workers of other builds', 'has never looked', addReadyForOthers, false],
  ['is ready for workers of other builds', 'looked while there was nearly nothing', addReadyForOthers, true],
])('what %s is not read, though the planner %s', async (_what, _belief, add, looks) => {
  const schema = nextSchema();
  const store = postgres({ url, schema, connections: 1 });
  await live(store, 'early ', 3);
  for (const table of looks ? tables : []) await query(`vacuum analyze ${schema}.${table}`);
  await add(schema);
  if (await trustsStatistics()) await query(`analyze ${tables.map((table) => `${schema}.${table}`).join(', ')}`);
  const before = await costSoFar(schema, 'resting');
  await live(store, 'late ', working);
  await store.close();
  const after = await costSoFar(schema, 'waystone');
  const read = tables.map((table) => Math.round(((after.rows[table] ?? 0) - (before.rows[table] ?? 0)) / working));
  expect(read, 'rows of each table for one instance').toSatisfy(() => read.every((count) => count < 200));
  // An index of what rests has hundreds of pages, and an instance needs each of them several times.
  expect(Math.round((after.pages - before.pages) / working), 'pages of tables and indexes for one instance').toBeLessThan(1_500);
});

test('a table whose statements keep their plans has one index that lists all of its rows', async () => {
  const schema = nextSchema();
  const store = postgres({ url, schema, connections: 1 });
  await store.join({ name: 'first', graphs: [], leaseMs: 60_000 });
  await store.close();
  const others = await query(
    `select index.relname as index from pg_index
       join pg_class index on index.oid = indexrelid join pg_class table_ on table_.oid = indrelid
     where table_.relnamespace = $1::regnamespace and table_.relname = any($2) and not indisprimary and indpred is null`,
    [schema, [...tables, 'workers']],
  );
  expect(others).toEqual([]);
});
