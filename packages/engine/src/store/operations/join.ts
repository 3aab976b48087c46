/** Registers workers and the graphs that they know. */
import { registerGraphs } from '../effects/store-graphs.js';
import type { Session } from '../session.js';
import { integer, statement, text } from '../statement.js';
import type { Store } from '../store.js';

type JoinRequest = Parameters<Store['join']>[0];

export async function join(session: Session, workers: readonly JoinRequest[]): Promise<readonly number[]> {
  await registerGraphs(
    session,
    workers.flatMap(({ graphs }) => graphs),
  );
  const first = await session.take('worker', workers.length);
  await session.apply(
    insertWorker,
    workers.map(({ name, leaseMs }, index) => ({ id: first + index, name, now: session.now, leaseExpiresAt: session.now + leaseMs })),
  );
  return workers.map((_, index) => first + index);
}

const insertWorker = statement({ id: integer, name: text, now: integer, leaseExpiresAt: integer }, ({ db, row }) =>
  db.insertInto('workers').values({ id: row.id, name: row.name, joined_at: row.now, lease_expires_at: row.leaseExpiresAt }),
);
