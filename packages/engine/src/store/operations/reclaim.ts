/** Takes lanes from workers whose lease has expired, and forgets these workers. */
import { sql } from 'kysely';
import type { Session } from '../session.js';
import { integer, statement } from '../statement.js';

/** Every request gets the number of lanes that all of them together took. */
export async function reclaim(session: Session, requests: readonly void[]): Promise<readonly number[]> {
  const [expired = []] = await session.fetch(expiredWorkers, [{ now: session.now }]);
  const held = await session.fetchOne(countHeld, expired);
  const taken = held.reduce((sum, counted) => sum + Number(counted?.lanes), 0);
  await session.apply(
    takeBack,
    expired.map(({ id }) => ({ id, now: session.now })),
  );
  await session.apply(deleteWorker, expired);
  if (taken > 0) session.notify({ kind: 'ready' });
  return requests.map(() => taken);
}

const expiredWorkers = statement({ now: integer }, ({ db, row }) =>
  db.selectFrom('workers').select('id').where('lease_expires_at', '<=', row.now),
);

const countHeld = statement({ id: integer }, ({ db, row, here }) =>
  db
    .selectFrom('lanes')
    .select(({ fn }) => fn.countAll<number>().as('lanes'))
    .where('partition', '=', here)
    .where('owner', '=', row.id),
);

const takeBack = statement({ id: integer, now: integer }, ({ db, row, here }) =>
  db
    .updateTable('lanes')
    .set({ owner: sql.lit(null), due: row.now, losses: sql`losses + 1` })
    .where('partition', '=', here)
    .where('owner', '=', row.id),
);

const deleteWorker = statement({ id: integer }, ({ db, row }) => db.deleteFrom('workers').where('id', '=', row.id));
