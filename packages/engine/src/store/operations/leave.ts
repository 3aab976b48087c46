/** Ends the leases of workers that stop; what they still hold is ready at once for others. */
import { sql } from 'kysely';
import type { Session } from '../session.js';
import { integer, statement } from '../statement.js';

export async function leave(session: Session, owners: readonly number[]): Promise<readonly undefined[]> {
  const workers = owners.map((owner) => ({ owner }));
  // In this order: a claim that is under way ends first, and what it took is given back as well.
  await session.change(deleteWorker, workers);
  await session.change(
    giveBack,
    workers.map(({ owner }) => ({ owner, now: session.now })),
  );
  session.notify({ kind: 'ready' });
  return owners.map(() => undefined);
}

const giveBack = statement({ owner: integer, now: integer }, ({ db, row, here }) =>
  db
    .updateTable('lanes')
    .set({ owner: sql.lit(null), due: row.now })
    .where('partition', '=', here)
    .where('owner', '=', row.owner),
);

const deleteWorker = statement({ owner: integer }, ({ db, row }) => db.deleteFrom('workers').where('id', '=', row.owner));
