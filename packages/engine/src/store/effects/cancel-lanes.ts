/**
 * Requests the cancel of lanes. Lanes at a wait are woken for it at once; a lane at a fork is not: its lanes are, and it
 * gets their join. Neither is a lane whose child is canceled with it: the child's end wakes it. Lanes that never began end
 * at once.
 */
import { sql } from 'kysely';
import type { LaneRange } from '../lane-names.js';
import type { Session } from '../session.js';
import { integer, statement, text } from '../statement.js';
import type { InstanceNumber, LaneId } from '../store.js';
import { countDown } from './count-down.js';
import type { Countdown } from './count-down.js';
import type { Closing } from './closing.js';

/** Gives the children that are to be closed with them. */
export async function requestCancel(session: Session, ranges: readonly LaneRange[]): Promise<readonly Closing[]> {
  if (ranges.length === 0) return [];
  await session.change(
    markCanceled,
    ranges.map((range) => ({ ...range, now: session.now })),
  );
  session.notify({ kind: 'requests' });
  session.notify({ kind: 'ready' });
  await endQueued(session, (await session.fetch(queuedLanes, ranges)).flat());
  return childrenIn(session, ranges);
}

async function childrenIn(session: Session, ranges: readonly LaneRange[]): Promise<readonly Closing[]> {
  const waits = (await session.fetch(childrenWaitedFor, ranges)).flat();
  return waits.flatMap(({ child, child_close: close }) =>
    child !== null && (close === 'cancel' || close === 'terminate') ? [{ n: child, close }] : [],
  );
}

interface QueuedLane {
  readonly n: InstanceNumber;
  readonly lane: LaneId;
  readonly parent: LaneId | null;
}

async function endQueued(session: Session, lanes: readonly QueuedLane[]): Promise<void> {
  if (lanes.length === 0) return;
  const ordinalOf = await session.take('ordinal', lanes.length);
  const ended = await session.apply(
    endAsCanceled,
    lanes.map(({ n, lane }, index) => ({ n, lane, ordinal: ordinalOf(index) })),
  );
  // Ranges may overlap, and then a lane is among them twice; it ends once.
  await countDown(session, countByParent(lanes.filter((_, index) => ended[index])));
}

function countByParent(lanes: readonly QueuedLane[]): readonly Countdown[] {
  const counts = new Map<string, Countdown>();
  for (const { n, parent } of lanes) {
    const lane = parent ?? '';
    const ended = (counts.get(`${n} ${lane}`)?.ended ?? 0) + 1;
    counts.set(`${n} ${lane}`, { n, lane, ended, succeeded: 0, failed: 0 });
  }
  return [...counts.values()];
}

const markCanceled = statement({ n: integer, from: text, to: text, now: integer }, ({ db, row, here }) =>
  db
    .updateTable('lanes')
    .set({
      request: sql.lit('cancel'),
      due: sql`case when owner is null and pending = 0 and child_close is distinct from 'cancel' and (due is null or due > ${row.now}) then ${row.now} else due end`,
    })
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('lane', '>=', row.from)
    .where('lane', '<', row.to)
    .where('state', '=', sql.lit('live'))
    .where('request', '=', sql.lit('none')),
);

const childrenWaitedFor = statement({ n: integer, from: text, to: text }, ({ db, row, here }) =>
  db
    .selectFrom('lanes')
    .select(['child', 'child_close'])
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('lane', '>=', row.from)
    .where('lane', '<', row.to)
    .where('request', '=', sql.lit('cancel'))
    // Not by `child`: planners that know nothing yet of the rows would read the index of all lanes that wait for one.
    .where('child_close', 'is not', null),
);

const queuedLanes = statement({ n: integer, from: text, to: text }, ({ db, row, here }) =>
  db
    .selectFrom('lanes')
    .select(['n', 'lane', 'parent'])
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('lane', '>=', row.from)
    .where('lane', '<', row.to)
    .where('state', '=', sql.lit('queued'))
    .orderBy('parent')
    .orderBy('position'),
);

const endAsCanceled = statement({ n: integer, lane: text, ordinal: integer }, ({ db, row, here }) =>
  db
    .updateTable('lanes')
    .set({ state: sql.lit('canceled'), envelope: sql.lit(null), ordinal: row.ordinal })
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('lane', '=', row.lane)
    .where('state', '=', sql.lit('queued')),
);
