/** Ends the pause of instances: every lane goes back to its wait, with the time that is left or past. */
import { sql } from 'kysely';
import { unpauseLanes } from '../effects/pause-lanes.js';
import { requestOf } from '../effects/request.js';
import type { Session } from '../session.js';
import { integer, statement } from '../statement.js';
import type { RequestResult } from '../store.js';

export function resume(session: Session, instanceIds: readonly string[]): Promise<readonly RequestResult[]> {
  return requestOf(session, instanceIds, async (live) => {
    await session.apply(recordResume, live);
    await unpauseLanes(session, live);
  });
}

const recordResume = statement({ n: integer }, ({ db, row, here }) =>
  db
    .updateTable('instances')
    .set({ pause_requested_at: sql.lit(null) })
    .where('partition', '=', here)
    .where('n', '=', row.n),
);
