/** Requests the cancel of instances. A paused one goes on, to be canceled. */
import { sql } from 'kysely';
import { cancelLanes } from '../effects/cancel-lanes.js';
import { unpauseLanes } from '../effects/pause-lanes.js';
import { requestOf } from '../effects/request.js';
import { allLanes } from '../lane-names.js';
import type { Session } from '../session.js';
import { integer, statement } from '../statement.js';
import type { RequestResult } from '../store.js';

export function cancel(session: Session, instanceIds: readonly string[]): Promise<readonly RequestResult[]> {
  return requestOf(session, instanceIds, async (live) => {
    await session.apply(
      recordCancel,
      live.map(({ n }) => ({ n, now: session.now })),
    );
    await unpauseLanes(session, live);
    await cancelLanes(
      session,
      live.map(({ n }) => allLanes(n)),
    );
  });
}

const recordCancel = statement({ n: integer, now: integer }, ({ db, row, here }) =>
  db
    .updateTable('instances')
    .set({ cancel_requested_at: sql`coalesce(cancel_requested_at, ${row.now})`, pause_requested_at: sql.lit(null) })
    .where('partition', '=', here)
    .where('n', '=', row.n),
);
