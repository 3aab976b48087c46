/**
 * Renews the leases of workers, and tells them of the requests on the lanes they hold.
 *
 * Always: a worker whose release cannot work with the layout, since a newer one has changed it, keeps its lease no longer.
 */
import { StoreNewerError } from '@waystone/core';
import { sql } from 'kysely';
import { migrations } from '../migrations/index.js';
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
  const renewed = await session.fetchOne(
    renewLease,
    requests.map(({ owner, leaseMs }) => ({ owner, leaseExpiresAt: session.now + leaseMs })),
  );
  const needed = Math.max(...renewed.map((lease) => lease?.needed ?? 0));
  if (needed > migrations.length) throw new StoreNewerError(session.where, needed, migrations.length);
  const held = new Set(requests.flatMap(({ owner }, index) => (renewed[index] ? [owner] : [])));
  const busy = requests.filter(({ idle }) => !idle);
  const lanes = (await session.fetch(heldLanes, busy)).values();
  return requests.map(({ owner, idle }) => ({ held: held.has(owner), lanes: idle ? [] : (lanes.next().value ?? []) }));
}

const renewLease = statement(
  { owner: integer, leaseExpiresAt: integer },
  ({ db, row }) =>
    db
      .updateTable('workers')
      .set({ lease_expires_at: row.leaseExpiresAt })
      .where('id', '=', row.owner)
      .returning(({ selectFrom }) =>
        selectFrom('migrations')
          .select(({ fn }) => fn.max('version').as('version'))
          .where('older_may_go_on', '=', sql.lit(0))
          .as('needed'),
      ),
  ['owner'],
);

export const heldLanes = statement({ owner: integer }, ({ db, row, here }) =>
  db.selectFrom('lanes').select(['n', 'lane', 'epoch', 'seq', 'request']).where('partition', '=', here).where('owner', '=', row.owner),
);
