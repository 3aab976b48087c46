/**
 * What the end of lanes means for their forks: the join's countdown, the next queued lane, and, when so many succeeded or
 * failed that the join is decided, the cancel of the others.
 *
 * Always: a fork's `pending` is the number of its lanes that have not ended; the end that brings it to zero wakes the
 * parent, once. `successes_left` and `failures_left` are above zero until the join is decided.
 */
import { assert } from '@waystone/core';
import { sql } from 'kysely';
import { lanesOfFork } from '../lane-names.js';
import type { Session } from '../session.js';
import { integer, statement, text } from '../statement.js';
import type { InstanceNumber, JoinedLane, LaneEnd, LaneId, LaneRequest } from '../store.js';
import { cancelLanes } from './close.js';
import { countDown } from './count-down.js';
import { keepLeases } from './keep-leases.js';
import { laneStanding, type LaneStanding } from './read-lanes.js';

export interface EndOfLane {
  readonly n: InstanceNumber;
  readonly parent: LaneId;
  readonly how: LaneEnd;
  /** The worker that gets the parent if no lane of the fork is left; null: whoever claims it. */
  readonly joinFor: number | null;
}

/** A lane that ends as canceled though nobody had asked for a cancel has failed, to the join. */
export function howEnded(end: LaneEnd, request: LaneRequest): LaneEnd {
  return end === 'canceled' && request === 'none' ? 'failed' : end;
}

interface ForkEnds {
  readonly n: InstanceNumber;
  readonly lane: LaneId;
  /** How many of its lanes ended. */
  ended: number;
  succeeded: number;
  failed: number;
}

/** The lanes' rows hold their results already. Gives of each whether it brought the parent to its worker: the last of its fork that asked. */
export async function endLanes(session: Session, ends: readonly EndOfLane[]): Promise<readonly (JoinedLane | undefined)[]> {
  if (ends.length === 0) return [];
  const forks = groupByFork(ends);
  const parents = await session.fetchOne(laneStanding, forks);
  await countDown(session, forks);
  const standing = forks.map((fork, index) => {
    const parent = parents[index];
    assert(parent, 'a lane ended whose parent is not there');
    return { fork, parent, isDecided: isDecided(parent, fork) };
  });
  await activateQueued(
    session,
    standing.filter((each) => !each.isDecided).map(({ fork }) => fork),
  );
  await cancelLanes(
    session,
    standing.filter((each) => each.isDecided).map(({ parent: { n, lane, seq } }) => lanesOfFork(n, lane, seq)),
  );
  return joinHere(session, ends);
}

async function joinHere(session: Session, ends: readonly EndOfLane[]): Promise<readonly (JoinedLane | undefined)[]> {
  const asking = new Map<string, { readonly n: InstanceNumber; readonly lane: LaneId; readonly owner: number; readonly index: number }>();
  for (const [index, { n, parent: lane, joinFor: owner }] of ends.entries())
    if (owner !== null) asking.set(`${n} ${lane}`, { n, lane, owner, index });
  const asked = [...asking.values()];
  const haveLeases = await keepLeases(
    session,
    asked.map(({ owner }) => owner),
  );
  const able = asked.filter((_, index) => haveLeases[index]);
  const found = await session.fetchOne(takeJoined, able);
  const joined = new Map(able.map(({ index }, at) => [index, found[at]]));
  return ends.map((_, index) => joined.get(index));
}

/** The end that brought its `pending` to zero has woken it. */
const takeJoined = statement({ n: integer, lane: text, owner: integer }, ({ db, row, here }) =>
  db
    .updateTable('lanes')
    .set({ owner: row.owner, epoch: sql`epoch + 1`, due: sql.lit(null) })
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('lane', '=', row.lane)
    .where('mode', 'is not', null)
    .where('pending', '=', sql.lit(0))
    .where('owner', 'is', null)
    .where('paused', '=', sql.lit(0))
    .returning(['epoch', 'request']),
);

/** Whether these ends decide the join; it was not decided before. */
function isDecided({ successes_left: successes, failures_left: failures }: LaneStanding, { succeeded, failed }: ForkEnds): boolean {
  if ((successes ?? 1) <= 0 || (failures ?? 1) <= 0) return false;
  return (successes !== null && succeeded >= successes) || (failures !== null && failed >= failures);
}

function groupByFork(ends: readonly EndOfLane[]): readonly ForkEnds[] {
  const forks = new Map<string, ForkEnds>();
  for (const { n, parent, how } of ends) {
    const key = `${n} ${parent}`;
    const fork = forks.get(key) ?? { n, lane: parent, ended: 0, succeeded: 0, failed: 0 };
    fork.ended += 1;
    fork.succeeded += how === 'completed' ? 1 : 0;
    fork.failed += how === 'failed' ? 1 : 0;
    forks.set(key, fork);
  }
  return [...forks.values()];
}

/** For every lane that ended the next queued one of its fork begins. */
async function activateQueued(session: Session, forks: readonly ForkEnds[]): Promise<void> {
  const next = await session.fetch(
    nextQueued,
    forks.map(({ n, lane: parent, ended: limit }) => ({ n, parent, limit })),
  );
  const lanes = next.flat();
  await session.change(
    activate,
    lanes.map((lane) => ({ ...lane, now: session.now })),
  );
  if (lanes.length > 0) session.notify({ kind: 'ready' });
}

const nextQueued = statement({ n: integer, parent: text, limit: integer }, ({ db, row, here }) =>
  db
    .selectFrom('lanes')
    .select(['n', 'lane'])
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('parent', '=', row.parent)
    .where('state', '=', sql.lit('queued'))
    .orderBy('position')
    .limit(row.limit),
);

const activate = statement({ n: integer, lane: text, now: integer }, ({ db, row, here }) =>
  db
    .updateTable('lanes')
    .set({ state: sql.lit('live'), due: row.now })
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('lane', '=', row.lane),
);
