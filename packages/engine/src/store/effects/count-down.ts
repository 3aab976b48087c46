/** The countdown of joins. */
import { sql } from 'kysely';
import type { Session } from '../session.js';
import { integer, statement, text } from '../statement.js';
import type { InstanceNumber, LaneId } from '../store.js';

/** The lane that stands at the fork, and how many of the fork's lanes ended. */
export interface Countdown {
  readonly n: InstanceNumber;
  readonly lane: LaneId;
  readonly ended: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** Counts ended lanes; a lane whose last one ended is woken. */
export async function countDown(session: Session, countdowns: readonly Countdown[]): Promise<void> {
  await session.change(
    countLanes,
    countdowns.map(({ n, lane, ended, succeeded, failed }) => ({ n, lane, ended, succeeded, failed, now: session.now })),
  );
  if (countdowns.length > 0) session.notify({ kind: 'ready' });
}

const countLanes = statement(
  { n: integer, lane: text, ended: integer, succeeded: integer, failed: integer, now: integer },
  ({ db, row, here }) =>
    db
      .updateTable('lanes')
      .set({
        pending: sql`pending - ${row.ended}`,
        successes_left: sql`successes_left - ${row.succeeded}`,
        failures_left: sql`failures_left - ${row.failed}`,
        due: sql`case when pending = ${row.ended} then ${row.now} else due end`,
      })
      .where('partition', '=', here)
      .where('n', '=', row.n)
      .where('lane', '=', row.lane),
);
