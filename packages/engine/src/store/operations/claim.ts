/**
 * Claims ready lanes for workers.
 *
 * Always: a claim raises the lane's epoch; a worker whose lease is gone gets nothing, since nobody would take its
 * lanes back.
 */
import { assert } from '@waystone/core';
import { sql } from 'kysely';
import { findReady } from '../effects/find-ready.js';
import type { ReadyLane } from '../effects/find-ready.js';
import { refreshRoutes, routesOf } from '../effects/intern-routes.js';
import { noTags } from '../../tags.js';
import { lanesOfFork } from '../lane-names.js';
import type { InstancesTable } from '../schema.js';
import type { Session } from '../session.js';
import { integer, statement, text } from '../statement.js';
import type { ClaimedChild, ClaimedLane, ClaimRequest, EndedLane, LaneEnd, LaneRequest } from '../store.js';

export async function claim(session: Session, requests: readonly ClaimRequest[]): Promise<readonly (readonly ClaimedLane[])[]> {
  const claimed: (readonly ClaimedLane[])[] = [];
  // One after the other: what one worker takes the next one must not see.
  for (const request of requests) claimed.push(await claimFor(session, request));
  return claimed;
}

async function claimFor(session: Session, request: ClaimRequest): Promise<readonly ClaimedLane[]> {
  const candidates = await findCandidates(session, request);
  if (candidates.length === 0) return [];
  const lanes = await readLanes(session, candidates);
  await session.change(
    takeLane,
    candidates.map(({ n, lane }) => ({ n, lane, owner: request.owner })),
  );
  return describe(session, lanes, request.owner);
}

/**
 * Routes that others made are looked for if nothing is ready on those that are known, and for the next claim if more may be;
 * whoever gets less than it asked for asks when the next lane is due, and so hears of them.
 */
async function findCandidates(session: Session, request: ClaimRequest): Promise<readonly ReadyLane[]> {
  const { owner, limit } = request;
  const known = session.memory.routesTo(request);
  const ready = await findReady(session, { routes: known, owner, limit });
  if (ready.length > 0 && ready.length < limit) return ready;
  await refreshRoutes(session);
  if (ready.length > 0) return ready;
  const routes = session.memory.routesTo(request);
  return routes.length > known.length ? findReady(session, { routes, owner, limit }) : [];
}

type LaneContents = Awaited<ReturnType<typeof readLanes>>[number];

async function readLanes(session: Session, candidates: readonly ReadyLane[]) {
  const found = await session.fetchOne(laneContents, candidates);
  return found.map((lane) => {
    assert(lane, 'a ready lane is not there');
    return lane;
  });
}

/** The lanes as their worker sees them. They were read before they were taken, so they still tell when they were due. */
async function describe(session: Session, lanes: readonly LaneContents[], owner: number): Promise<readonly ClaimedLane[]> {
  const forking = lanes.filter(({ mode }) => mode !== null);
  const ended = await session.fetch(
    endedLanes,
    forking.map(({ n, lane, seq }) => ({ ...lanesOfFork(n, lane, seq), parent: lane })),
  );
  const receiving = lanes.flatMap(({ n, sid }) => (sid === null ? [] : [{ n, sid }]));
  const signals = await session.fetchOne(assignedSignal, receiving);
  const signalOf = new Map(receiving.map(({ n, sid }, index) => [`${n} ${sid}`, signals[index]]));
  const endedOf = new Map(forking.map((lane, index) => [lane, ended[index] ?? []]));
  const routes = await routesOf(
    session,
    lanes.flatMap(({ route, instance_route }) => [route, instance_route]),
  );
  const tagsOf = new Map(routes.map(({ id, tags }) => [id, tags]));
  const children = await childrenOf(session, lanes);
  return lanes.map((lane) => {
    const signal = signalOf.get(`${lane.n} ${lane.sid}`);
    const lanesOf = endedOf.get(lane);
    const child = children.get(lane);
    return {
      ...claimedLane(lane, owner),
      tags: tagsOf.get(lane.route) ?? noTags,
      instanceTags: tagsOf.get(lane.instance_route) ?? noTags,
      ...(signal && { signal }),
      ...(lanesOf && { ended: lanesOf.map(endedLane) }),
      ...(child && { child: claimedChild(child) }),
    };
  });
}

function claimedLane(lane: LaneContents, owner: number): Omit<ClaimedLane, 'tags' | 'instanceTags'> {
  assert(lane.envelope && lane.due !== null, 'a lane without continuation or time was ready');
  return {
    n: lane.n,
    lane: lane.lane,
    owner,
    epoch: lane.epoch + 1,
    seq: lane.seq,
    instanceId: lane.id,
    uid: lane.uid,
    graph: lane.graph,
    entry: { fork: lane.fork, lane: lane.fork_lane },
    node: lane.node,
    envelope: lane.envelope,
    attempt: lane.attempt,
    losses: lane.losses,
    since: lane.since,
    request: lane.request,
    wakeAt: lane.due,
    isChild: lane.parent !== null,
  };
}

function endedLane(lane: {
  readonly position: number;
  readonly state: string;
  readonly envelope: Uint8Array | null;
  readonly ordinal: number | null;
  readonly request: LaneRequest;
}): EndedLane {
  return {
    position: lane.position,
    end: lane.state as LaneEnd,
    ordinal: lane.ordinal ?? 0,
    request: lane.request,
    ...(lane.envelope && { envelope: lane.envelope }),
  };
}

async function childrenOf(session: Session, lanes: readonly LaneContents[]): Promise<ReadonlyMap<LaneContents, ChildStanding>> {
  const waiting = lanes.flatMap((lane) => (lane.child === null ? [] : [{ lane, child: lane.child }]));
  const found = await session.fetchOne(
    childStanding,
    waiting.map(({ child: n }) => ({ n })),
  );
  // Whoever deletes what has ended may have deleted one. That must not keep its lane, and all others, from being claimed.
  return new Map(
    waiting.flatMap(({ lane }, index) => {
      const child = found[index];
      return child ? [[lane, child] as const] : [];
    }),
  );
}

type ChildStanding = Pick<InstancesTable, 'graph' | 'state' | 'outcome' | 'terminated' | 'cancel_requested_at'>;

function claimedChild({ graph, state, outcome, terminated, cancel_requested_at: cancelRequestedAt }: ChildStanding): ClaimedChild {
  return {
    graph,
    ...(state !== 'live' && { end: state }),
    ...(outcome && { outcome }),
    terminated: terminated === 1,
    cancelRequested: cancelRequestedAt !== null,
  };
}

const childStanding = statement({ n: integer }, ({ db, row, here }) =>
  db
    .selectFrom('instances')
    .select(['graph', 'state', 'outcome', 'terminated', 'cancel_requested_at'])
    .where('partition', '=', here)
    .where('n', '=', row.n),
);

const laneContents = statement({ n: integer, lane: text }, ({ db, row, here }) =>
  db
    .selectFrom('lanes')
    .innerJoin('instances', (on) => on.onRef('instances.partition', '=', 'lanes.partition').onRef('instances.n', '=', 'lanes.n'))
    .select([
      'lanes.n',
      'lanes.lane',
      'lanes.epoch',
      'lanes.seq',
      'lanes.attempt',
      'lanes.losses',
      'lanes.since',
      'lanes.request',
      'lanes.due',
    ])
    .select(['lanes.sid', 'lanes.mode', 'lanes.fork', 'lanes.fork_lane', 'lanes.node', 'lanes.envelope', 'lanes.child'])
    .select(['lanes.route', 'instances.id', 'instances.uid', 'instances.graph', 'instances.route as instance_route', 'instances.parent'])
    .where('lanes.partition', '=', here)
    .where('lanes.n', '=', row.n)
    .where('lanes.lane', '=', row.lane),
);

const takeLane = statement({ n: integer, lane: text, owner: integer }, ({ db, row, here }) =>
  db
    .updateTable('lanes')
    .set({ owner: row.owner, epoch: sql`epoch + 1`, due: sql.lit(null) })
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('lane', '=', row.lane),
);

const endedLanes = statement({ n: integer, from: text, to: text, parent: text }, ({ db, row, here }) =>
  db
    .selectFrom('lanes')
    .select(['position', 'state', 'envelope', 'ordinal', 'request'])
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('lane', '>=', row.from)
    .where('lane', '<', row.to)
    .where('parent', '=', row.parent)
    .orderBy('position'),
);

const assignedSignal = statement({ n: integer, sid: integer }, ({ db, row, here }) =>
  db.selectFrom('signals').select(['sid', 'envelope']).where('partition', '=', here).where('n', '=', row.n).where('sid', '=', row.sid),
);
