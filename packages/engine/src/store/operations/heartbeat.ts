/** Renews the leases of workers, and tells them of the requests on the lanes they hold. */
import type { Session } from '../session.js';
import { integer, statement } from '../statement.js';
import type { HeldState } from '../store.js';

export interface HeartbeatRequest {
  readonly owner: number;
  readonly leaseMs: number;
  /** Nothing is asked of its lanes. */
  readonly idle: boolean;
}

export interface HeartbeatResult {
  readonly held: boolean;
  readonly lanes: readonly HeldState[];
}

export async function heartbeat(session: Session, requests: readonly HeartbeatRequest[]): Promise<readonly HeartbeatResult[]> {
  // Absolute, not added to the old expiry: repeated heartbeats would push it ahead without bound.
  const renewed = await session.apply(
    renewLease,
    requests.map(({ owner, leaseMs }) => ({ owner, leaseExpiresAt: session.now + leaseMs })),
  );
  const busy = requests.filter(({ idle }) => !idle);
  const lanes = (await session.fetch(heldLanes, busy)).values();
  return renewed.map((held, index) => ({ held, lanes: requests[index]?.idle ? [] : (lanes.next().value ?? []) }));
}

const renewLease = statement(
  { owner: integer, leaseExpiresAt: integer },
  ({ db, row }) => db.updateTable('workers').set({ lease_expires_at: row.leaseExpiresAt }).where('id', '=', row.owner),
  ['owner'],
);

export const heldLanes = statement({ owner: integer }, ({ db, row, here }) =>
  db.selectFrom('lanes').select(['n', 'lane', 'epoch', 'seq', 'request']).where('partition', '=', here).where('owner', '=', row.owner),
);
