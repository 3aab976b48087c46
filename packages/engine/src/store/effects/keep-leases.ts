/** Keeps the leases of workers until the transaction ends, so that what it gives to them is taken back if they are lost. */
import type { Session } from '../session.js';
import { integer, statement } from '../statement.js';
import type { Terms } from '../statement.js';

/** Tells of each whether it has one, and keeps it. One that is about to be lost is passed over: nobody waits here. */
export async function keepLeases(session: Session, owners: readonly number[]): Promise<readonly boolean[]> {
  const found = await session.fetchOne(
    lease,
    owners.map((worker) => ({ worker })),
  );
  return found.map((worker) => worker !== undefined);
}

const columns = { worker: integer };

export function leaseOf({ db, row, capabilities }: Terms<typeof columns>) {
  const query = db.selectFrom('workers').select('id').where('id', '=', row.worker);
  return capabilities.skipLocked ? query.forKeyShare().skipLocked() : query;
}

const lease = statement(columns, leaseOf, ['worker']);
