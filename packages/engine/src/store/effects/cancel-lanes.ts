/**
 * Requests the cancel of lanes. Lanes at a wait are woken for it at once; a lane at a fork is not: its lanes are, and it
 * gets their join. Lanes that never began end at once.
 */
import { sql } from 'kysely';
import type { LaneRange } from '../lane-names.js';
import type { Session } from '../session.js';
import { integer, statement, text } from '../statement.js';
import type { InstanceNumber, LaneId } from '../store.js';
import { countDown } from './count-down.js';
import type { Countdown } from './count-down.js';

export async function cancelLanes(session: Session, ranges: readonly LaneRange[]): Promise<void> {
  if (ranges.length === 0) return;
  await session.change(
    requestCancel,
    ranges.map((range) => ({ ...range, now: session.now })),
  );
  session.notify({ kind: 'requests' });
  session.notify({ kind: 'ready' });
  await endQueued(session, (await session.fetch(queuedLanes, ranges)).flat());
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
    counts.set(`${n} ${lane}`, { n, lane, ended });
  }
  return [...counts.values()];
}

const requestCancel = statement({ n: integer, from: text, to: text, now: integer }, ({ db, row, here }) =>
  db
    .updateTable('lanes')
    .set({
      request: sql.lit('cancel'),
      due: sql`case when owner is null and pending = 0 and (due is null or due > ${row.now}) then ${row.now} else due end`,
    })
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('lane', '>=', row.from)
    .where('lane', '<', row.to)
    .where('state', '=', sql.lit('live'))
    .where('request', '=', sql.lit('none')),
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
