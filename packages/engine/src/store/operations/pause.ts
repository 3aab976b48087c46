/** Requests the pause of instances: what runs ends its step, nothing else begins. */
import { sql } from 'kysely';
import { pauseLanes } from '../effects/pause-lanes.js';
import { requestOf } from '../effects/request.js';
import type { Session } from '../session.js';
import { integer, statement } from '../statement.js';
import type { RequestResult } from '../store.js';

export function pause(session: Session, instanceIds: readonly string[]): Promise<readonly RequestResult[]> {
  return requestOf(session, instanceIds, async (live) => {
    await session.change(
      recordPause,
      live.map(({ n }) => ({ n, now: session.now })),
    );
    await pauseLanes(session, live);
  });
}

const recordPause = statement({ n: integer, now: integer }, ({ db, row, here }) =>
  db
    .updateTable('instances')
    .set({ pause_requested_at: sql`coalesce(pause_requested_at, ${row.now})` })
    .where('partition', '=', here)
    .where('n', '=', row.n),
);
