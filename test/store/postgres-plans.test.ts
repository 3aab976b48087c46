/**
 * What statements read. Their plans are made while the tables are empty and kept when there are 100,000 lanes that rest:
 * still every row is found by a key, and what rests costs nothing.
 */
import { postgres } from '@waystone/engine/postgres';
import { expect, test } from 'vitest';
import type { ClaimedLane, Store, Then } from '../../packages/engine/src/store/store.js';
import { testDatabase } from '../support/postgres/database.js';
import { bytes, end, fenceOf, finished, forkInto, keep, order, receive } from './support/lab.js';

const { url, nextSchema, query } = await testDatabase();

const tables = ['instances', 'lanes', 'signals', 'signal_ids', 'statuses', 'history'] as const;

const resting = 100_000;
const working = 300;

function startOf(instanceId: string) {
  const [envelope, queue, priority, onConflict] = [bytes('entry'), 'default', 3, 'fail'] as const;
  return { instanceId, uid: instanceId, graph: order, envelope, input: envelope, statuses: [], signals: [], queue, priority, onConflict };
}

/** Starts instances; each takes steps, forks, waits for a signal, is joined and ends; some are canceled instead. */
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
  await step(await step(await step(await claim(), keep('run/one')), keep('run/two')), forkInto('ab', { decidedBy: {} }));
  await step(await claim(), receive('go'));
  await Promise.all(ids.map((id, index) => (index % 3 === 0 ? store.cancel(id) : store.send(id, { name: 'go', envelope: bytes('') }))));
  await step(await claim(), end());
  await Promise.all(ids.map((id) => store.send(id, { name: 'go', envelope: bytes('') })));
  await step(await claim(), end());
  await step(await claim(), end());
  await store.heartbeat(owner, 60_000);
  await store.leave(owner);
  expect(await store.outcomes(ids)).toHaveLength(count);
}

async function addResting(schema: string): Promise<void> {
  const series = `generate_series(1, ${resting}) as n`;
  await query(`
    insert into ${schema}.instances (partition, n, id, uid, workflow, graph, route, state, terminated, replaced, created_at, input)
      select 0, -n, 'resting ' || n, 'uid', 'order', 'order-hash', 1, 'live', 0, 0, 0, '' from ${series};
    insert into ${schema}.lanes (partition, n, lane, position, fork_lane, route, state, epoch, seq, attempt, losses, since, due, signal, ordinal, pending, request, paused, node, envelope)
      select 0, -n, '', 0, 0, 1, 'live', 1, 1, 0, 0, 0, case when n % 2 = 0 then 9e15 end, case when n % 2 = 1 then 'go' end, n, 0, 'none', 0, 'run/wait', '' from ${series}`);
}

/** Before version 17 planners need to have looked: they count a list of keys as so many searches. There autovacuum sees to it. */
async function trustsStatistics(): Promise<boolean> {
  const [row] = await query("select current_setting('server_version_num')::int < 170000 as trusts");
  return row?.['trusts'] === true;
}

/** Rows read since the schema was made; a session tells of them when it ends. */
async function rowsRead(schema: string): Promise<Readonly<Record<string, number>>> {
  const rows = await query(
    'select relname as table, (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as read from pg_stat_user_tables where schemaname = $1',
    [schema],
  );
  return Object.fromEntries(rows.map(({ table, read }) => [table, read])) as Record<string, number>;
}

test.each([
  ['has never looked', false],
  ['looked while there was nearly nothing', true],
])('what rests is not read, though the planner %s', { timeout: 60_000 }, async (_belief, looks) => {
  const schema = nextSchema();
  const store = postgres({ url, schema, connections: 1 });
  await live(store, 'early ', 3);
  for (const table of looks ? tables : []) await query(`vacuum analyze ${schema}.${table}`);
  await addResting(schema);
  if (await trustsStatistics()) await query(`analyze ${tables.map((table) => `${schema}.${table}`).join(', ')}`);
  const before = await rowsRead(schema);
  await live(store, 'late ', working);
  await store.close();
  const after = await rowsRead(schema);
  const read = tables.map((table) => Math.round(((after[table] ?? 0) - (before[table] ?? 0)) / working));
  expect(read, 'rows of each table for one instance').toSatisfy(() => read.every((count) => count < 100));
});
