/** What all that look for work go by: the lanes of a route that nobody holds and that have a time, the earliest first. */
import { sql } from 'kysely';
import { integer } from '../statement.js';
import type { Terms } from '../statement.js';

const columns = { route: integer };

export function waitingLanes({ db, row, here }: Terms<typeof columns>) {
  return db
    .selectFrom('lanes')
    .where('partition', '=', here)
    .where('route', '=', row.route)
    .where('owner', 'is', null)
    .where('due', 'is not', null)
    .where('paused', '=', sql.lit(0))
    .orderBy('due');
}
