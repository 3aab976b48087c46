/** Reads all there is to know of an instance. */
import { assert } from '@waystone/core';
import { sql } from 'kysely';
import type { InstancesTable, LanesTable } from '../schema.js';
import type { Session } from '../session.js';
import { integer, statement } from '../statement.js';
import type { InstanceRecord, LaneSummary } from '../store.js';
import { routesOf } from '../effects/intern-routes.js';
import { lackOf, liveWorkers } from '../effects/serving.js';
import { summariesOf, summaryColumns } from '../effects/summarize.js';
import { statusesOf } from './status.js';

export async function find(session: Session, instanceId: string): Promise<InstanceRecord | undefined> {
  await session.begun();
  const instance = await session.db
    .selectFrom('instances')
    .select((terms) => summaryColumns(terms, session.now))
    .select(['n', 'input', 'outcome', 'terminated', 'parent', 'parent_lane', 'parent_seq', 'on_parent_close'])
    .where('partition', '=', session.partition)
    .where('id', '=', instanceId)
    .where('replaced', '=', sql.lit(0))
    .executeTakeFirst();
  if (!instance) return undefined;
  const [summary] = await summariesOf(session, [instance]);
  assert(summary, 'an instance has no summary');
  return {
    ...summary,
    n: instance.n,
    input: instance.input,
    ...(instance.outcome && { outcome: instance.outcome }),
    terminated: instance.terminated === 1,
    ...(await parentOf(session, instance)),
    children: await childrenOf(session, instance.n),
    lanes: await lanesOf(session, instance),
    statuses: await statusesOf(session, instance.n),
    buffered: await bufferedOf(session, instance.n),
  };
}

interface Found {
  readonly n: number;
  readonly pause_requested_at: number | null;
}

type Child = Pick<InstancesTable, 'parent' | 'parent_lane' | 'parent_seq' | 'on_parent_close'>;

async function parentOf({ db, partition }: Session, child: Child): Promise<Pick<InstanceRecord, 'parent'>> {
  const { parent, parent_lane: lane, parent_seq: seq, on_parent_close: onParentClose } = child;
  if (parent === null || lane === null || seq === null || onParentClose === null) return {};
  const found = await db.selectFrom('instances').select('id').where('partition', '=', partition).where('n', '=', parent).executeTakeFirst();
  return found ? { parent: { id: found.id, lane, seq, onParentClose } } : {};
}

async function childrenOf({ db, partition }: Session, n: number): Promise<InstanceRecord['children']> {
  const counts = await db
    .selectFrom('instances')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .where('partition', '=', partition)
    .where('parent', '=', n)
    .groupBy('state')
    .execute();
  return { live: 0, completed: 0, failed: 0, canceled: 0, ...Object.fromEntries(counts.map(({ state, count }) => [state, count])) };
}

async function lanesOf(session: Session, { n, pause_requested_at }: Found): Promise<readonly LaneSummary[]> {
  const { db, partition, now } = session;
  const lanes = await db.selectFrom('lanes').selectAll().where('partition', '=', partition).where('n', '=', n).orderBy('lane').execute();
  const placed = await placesOf(session, lanes);
  const children = await awaitedBy(session, lanes);
  return lanes.map((lane, index) => ({
    ...laneSummary(lane, now),
    ...placed[index],
    ...children[index],
    ...(lane.paused === 1 && pause_requested_at === null && { setAside: true }),
  }));
}

async function awaitedBy(session: Session, lanes: readonly LanesTable[]): Promise<readonly Pick<LaneSummary, 'child'>[]> {
  const awaited = lanes.flatMap(({ child: n }) => (n === null ? [] : [{ n }]));
  const found = new Map((await session.fetch(idOfInstance, awaited)).flat().map(({ n, id }) => [n, id]));
  return lanes.map(({ child }) => {
    const id = child === null ? undefined : found.get(child);
    return id === undefined ? {} : { child: id };
  });
}

const idOfInstance = statement({ n: integer }, ({ db, row, here }) =>
  db.selectFrom('instances').select(['n', 'id']).where('partition', '=', here).where('n', '=', row.n),
);

/** What each lane needs of its worker, and why nobody takes it. */
async function placesOf(session: Session, lanes: readonly LanesTable[]): Promise<readonly Pick<LaneSummary, 'tags' | 'lacks'>[]> {
  const routes = await routesOf(
    session,
    lanes.map(({ route }) => route),
  );
  const isReady = lanes.map((lane) => laneStatus(lane, session.now) === 'ready');
  const workers = isReady.includes(true) ? await liveWorkers(session) : [];
  return routes.map((route, index) => {
    const lacks = isReady[index] ? lackOf(route, workers) : undefined;
    return { ...(route.tags.length > 0 && { tags: route.tags }), ...(lacks && { lacks }) };
  });
}

function laneSummary(lane: LanesTable, now: number): LaneSummary {
  return {
    lane: lane.lane,
    ...(lane.key !== null && { key: lane.key }),
    node: lane.node,
    status: laneStatus(lane, now),
    attempt: lane.attempt,
    seq: lane.seq,
    since: lane.since,
    ...(lane.due !== null && { wakeAt: lane.due }),
    ...(lane.signal !== null && { signal: lane.signal }),
    ...(lane.owner !== null && { owner: lane.owner }),
    ...(lane.envelope && { envelope: lane.envelope }),
  };
}

function laneStatus({ state, owner, due, paused }: LanesTable, now: number): LaneSummary['status'] {
  if (state !== 'live') return state;
  if (owner !== null) return 'running';
  return due !== null && due <= now && paused === 0 ? 'ready' : 'parked';
}

async function bufferedOf({ db, partition }: Session, n: number): Promise<InstanceRecord['buffered']> {
  const signals = await db
    .selectFrom('signals')
    .select(['name', 'sent_at'])
    .where('partition', '=', partition)
    .where('n', '=', n)
    .orderBy('sid')
    .execute();
  return signals.map(({ name, sent_at }) => ({ name, sentAt: sent_at }));
}
