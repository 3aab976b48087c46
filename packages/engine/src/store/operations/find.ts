/** Reads all there is to know of an instance. */
import { sql } from 'kysely';
import type { LanesTable } from '../schema.js';
import type { Session } from '../session.js';
import type { InstanceRecord, LaneSummary } from '../store.js';
import { summaryColumns, summaryOf } from '../effects/summarize.js';
import { statusesOf } from './status.js';

export async function find(session: Session, instanceId: string): Promise<InstanceRecord | undefined> {
  await session.begun();
  const instance = await session.db
    .selectFrom('instances')
    .select((terms) => summaryColumns(terms, session.now))
    .select(['n', 'input', 'outcome', 'terminated'])
    .where('partition', '=', session.partition)
    .where('id', '=', instanceId)
    .where('replaced', '=', sql.lit(0))
    .executeTakeFirst();
  if (!instance) return undefined;
  return {
    ...summaryOf(instance),
    n: instance.n,
    input: instance.input,
    ...(instance.outcome && { outcome: instance.outcome }),
    terminated: instance.terminated === 1,
    lanes: await lanesOf(session, instance),
    statuses: await statusesOf(session, instance.n),
    buffered: await bufferedOf(session, instance.n),
  };
}

interface Found {
  readonly n: number;
  readonly pause_requested_at: number | null;
}

async function lanesOf({ db, partition, now }: Session, { n, pause_requested_at }: Found): Promise<readonly LaneSummary[]> {
  const lanes = await db.selectFrom('lanes').selectAll().where('partition', '=', partition).where('n', '=', n).orderBy('lane').execute();
  return lanes.map((lane) => ({ ...laneSummary(lane, now), ...(lane.paused === 1 && pause_requested_at === null && { setAside: true }) }));
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
