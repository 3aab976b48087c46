/**
 * What the end of lanes means for their forks: the join's countdown, the next queued lane, and, when a lane of mode
 * `all` failed, the cancel of the others.
 *
 * Always: a fork's `pending` is the number of its lanes that have not ended; the end that brings it to zero wakes the
 * parent, once.
 */
import { assert } from '@waystone/core';
import { sql } from 'kysely';
import { lanesOfFork } from '../lane-names.js';
import type { Session } from '../session.js';
import { integer, statement, text } from '../statement.js';
import type { InstanceNumber, LaneId } from '../store.js';
import { cancelLanes } from './cancel-lanes.js';
import { countDown } from './count-down.js';
import { laneStanding } from './read-lanes.js';

export interface EndOfLane {
  readonly n: InstanceNumber;
  readonly parent: LaneId;
  readonly failed: boolean;
}

interface ForkEnds {
  readonly n: InstanceNumber;
  readonly lane: LaneId;
  /** How many of its lanes ended. */
  ended: number;
  failed: boolean;
}

/** The lanes' rows hold their results already. */
export async function endLanes(session: Session, ends: readonly EndOfLane[]): Promise<void> {
  if (ends.length === 0) return;
  const forks = groupByFork(ends);
  const parents = await session.fetchOne(laneStanding, forks);
  const fails = (index: number): boolean => forks[index]?.failed === true && parents[index]?.mode === 'all';
  await countDown(session, forks);
  await activateQueued(
    session,
    forks.filter((_, index) => !fails(index)),
  );
  await cancelLanes(
    session,
    parents.flatMap((parent, index) => {
      assert(parent, 'a lane ended whose parent is not there');
      return fails(index) ? [lanesOfFork(parent.n, parent.lane, parent.seq)] : [];
    }),
  );
}

function groupByFork(ends: readonly EndOfLane[]): readonly ForkEnds[] {
  const forks = new Map<string, ForkEnds>();
  for (const { n, parent, failed } of ends) {
    const key = `${n} ${parent}`;
    const fork = forks.get(key) ?? { n, lane: parent, ended: 0, failed: false };
    fork.ended += 1;
    fork.failed ||= failed;
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
