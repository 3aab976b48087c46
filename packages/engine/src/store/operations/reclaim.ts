/**
 * Takes lanes from workers whose lease has expired or whose process is gone, and forgets these workers.
 *
 * Always: it is safe to be wrong about a process. Whoever loses a lane loses its epoch, and changes nothing any more.
 */
import { sql } from 'kysely';
import type { Processes } from '../../ports.js';
import type { Session } from '../session.js';
import { integer, statement } from '../statement.js';
import type { WorkersTable } from '../schema.js';

type LostWorker = Pick<WorkersTable, 'id'>;

/** Every request gets the number of lanes that all of them together took. */
export async function reclaim(session: Session, requests: readonly (Processes | undefined)[]): Promise<readonly number[]> {
  const lost = await findLost(session, requests);
  const held = await session.fetchOne(countHeld, lost);
  const taken = held.reduce((sum, counted) => sum + Number(counted?.lanes), 0);
  await session.change(
    takeBack,
    lost.map(({ id }) => ({ id, now: session.now })),
  );
  await session.change(deleteWorker, lost);
  if (taken > 0) session.notify({ kind: 'ready' });
  return requests.map(() => taken);
}

async function findLost(session: Session, requests: readonly (Processes | undefined)[]): Promise<readonly LostWorker[]> {
  const [workers = []] = await session.fetch(allWorkers, [{}]);
  const seeming = workers.filter(
    (worker) => worker.lease_expires_at <= session.now || requests.some((here) => here && isGone(worker, here)),
  );
  const lost = await session.fetch(
    takeWorker,
    seeming.map(({ id, lease_expires_at: leaseExpiresAt }) => ({ id, leaseExpiresAt })),
  );
  return lost.flat();
}

function isGone({ host, pid }: Pick<WorkersTable, 'host' | 'pid'>, here: Processes): boolean {
  return host === here.host && pid !== null && !here.isAlive(pid);
}

const allWorkers = statement({}, ({ db }) => db.selectFrom('workers').select(['id', 'lease_expires_at', 'host', 'pid']));

/** Neither one that has renewed its lease in the meantime, nor one that others take or that claims right now. */
const takeWorker = statement({ id: integer, leaseExpiresAt: integer }, ({ db, row, capabilities }) => {
  const query = db.selectFrom('workers').select('id').where('id', '=', row.id).where('lease_expires_at', '=', row.leaseExpiresAt);
  return capabilities.skipLocked ? query.forUpdate().skipLocked() : query;
});

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
