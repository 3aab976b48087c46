/**
 * Claims ready lanes for workers.
 *
 * Always: a claim raises the lane's epoch; a worker whose lease is gone gets nothing, since nobody would take its
 * lanes back. What a claim gives of a lane is of one moment, or nobody can change it while the lane is held.
 */
import { StoreConnectionError, assert } from '@waystone/core';
import { sql } from 'kysely';
import { findRoutes, takeableLanes, version } from '../effects/find-ready.js';
import { refreshRoutes, routesOf } from '../effects/intern-routes.js';
import { noTags } from '../../tags.js';
import { lanesOfFork } from '../lane-names.js';
import type { Route } from '../memory.js';
import type { InstancesTable } from '../schema.js';
import type { Session } from '../session.js';
import { integer, statement, text } from '../statement.js';
import type { Statement } from '../statement.js';
import type { ClaimedChild, ClaimedLane, ClaimRequest, EndedLane, LaneEnd, LaneRequest } from '../store.js';

export async function claim(session: Session, requests: readonly ClaimRequest[]): Promise<readonly (readonly ClaimedLane[])[]> {
  const claimed: (readonly ClaimedLane[])[] = [];
  // One after the other: what one worker takes the next one must not see.
  for (const request of requests) claimed.push(await claimFor(session, request));
  return claimed;
}

/**
 * Without a transaction.
 *
 * @throws StoreConnectionError in doubt if the answer was lost: lanes may be held that nobody knows of, and asking again would give others.
 */
export async function claimAlone(session: Session, requests: readonly ClaimRequest[]): Promise<readonly (readonly ClaimedLane[])[]> {
  try {
    return await claim(session, requests);
  } catch (cause) {
    if (!(cause instanceof StoreConnectionError)) throw cause;
    throw new StoreConnectionError(session.where, 'it was lost during a claim', { cause, inDoubt: true });
  }
}

/**
 * Routes that others made are looked for if nothing is ready on those that are known, and for the next claim if more may be;
 * whoever gets less than it asked for asks when the next lane is due, and so hears of them.
 */
async function claimFor(session: Session, request: ClaimRequest): Promise<readonly ClaimedLane[]> {
  const known = session.memory.routesTo(request);
  const lanes = await takeReady(session, request, known);
  if (lanes.length === 0 || lanes.length === request.limit) await refreshRoutes(session);
  if (lanes.length > 0) return describe(session, lanes, request.owner);
  const routes = session.memory.routesTo(request);
  return routes.length > known.length ? describe(session, await takeReady(session, request, routes), request.owner) : [];
}

async function takeReady(session: Session, { owner, limit }: ClaimRequest, routes: readonly Route[]): Promise<readonly LaneContents[]> {
  return session.takeFound(readyLanes, { rows: await findRoutes(session, { routes, owner, limit }), limit });
}

/**
 * The lanes as their worker sees them. They were read before they were taken, so they still tell when they were due. Lanes that
 * went with their instance in the meantime, where that can be, are passed over.
 */
async function describe(session: Session, lanes: readonly LaneContents[], owner: number): Promise<readonly ClaimedLane[]> {
  const forking = lanes.filter(({ mode }) => mode !== null);
  const ended = await session.fetch(
    endedLanes,
    forking.map(({ n, lane, seq }) => ({ ...lanesOfFork(n, lane, seq), parent: lane })),
  );
  const endedOf = new Map(forking.map((lane, index) => [lane, ended[index] ?? []]));
  const routes = await routesOf(
    session,
    lanes.flatMap(({ route, instance_route }) => [route, instance_route]),
  );
  const tagsOf = new Map(routes.map(({ id, tags }) => [id, tags]));
  const children = await childrenOf(session, lanes);
  const present = lanes.filter((lane) => lane.request === 'cancel' || endedOf.get(lane)?.length !== 0);
  return present.map((lane) => {
    const lanesOf = endedOf.get(lane);
    const child = children.get(lane);
    return {
      ...claimedLane(lane, owner),
      tags: tagsOf.get(lane.route) ?? noTags,
      instanceTags: tagsOf.get(lane.instance_route) ?? noTags,
      ...(lane.sid !== null && lane.message && { signal: { sid: lane.sid, envelope: lane.message } }),
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

const takenColumns = { n: integer, lane: text, owner: integer, seen: integer };

const laneContents = statement(takenColumns, ({ db, row, here }) =>
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
    .select(({ selectFrom }) =>
      selectFrom('signals')
        .select('signals.envelope')
        .where('signals.partition', '=', here)
        .where('signals.n', '=', row.n)
        .whereRef('signals.sid', '=', 'lanes.sid')
        .as('message'),
    )
    .select(['lanes.route', 'instances.id', 'instances.uid', 'instances.graph', 'instances.route as instance_route', 'instances.parent'])
    .where('lanes.partition', '=', here)
    .where('lanes.n', '=', row.n)
    .where('lanes.lane', '=', row.lane),
);

const takeLane = statement(takenColumns, ({ db, row, here, capabilities }) => {
  const taking = db
    .updateTable('lanes')
    .set({ owner: row.owner, epoch: sql`epoch + 1`, due: sql.lit(null) })
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('lane', '=', row.lane);
  // What goes with a lane that was changed since the claim began could not be seen; it is ready still, and taken by the next one.
  return capabilities.skipLocked ? taking.where(version, '=', row.seen) : taking;
});

const readyLanes = { find: takeableLanes, change: takeLane, tell: laneContents };

type LaneContents = typeof laneContents extends Statement<typeof takenColumns, infer Result> ? Result : never;

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
