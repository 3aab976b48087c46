/** Registers workers and the graphs that they know. */
import type { ToldServed } from '../effects/serving.js';
import { registerGraphs } from '../effects/store-graphs.js';
import type { Session } from '../session.js';
import { integer, optional, statement, text } from '../statement.js';
import type { WorkerRecord } from '../store.js';

export async function join(session: Session, workers: readonly WorkerRecord[]): Promise<readonly number[]> {
  await registerGraphs(
    session,
    workers.flatMap(({ graphs }) => graphs),
  );
  const numberOf = await session.take('worker', workers.length);
  await session.change(
    insertWorker,
    workers.map(({ name, leaseMs, process, ...worker }, index) => ({
      id: numberOf(index),
      name,
      now: session.now,
      leaseExpiresAt: session.now + leaseMs,
      host: process?.host ?? null,
      pid: process?.pid ?? null,
      serves: servedBy(worker),
    })),
  );
  return workers.map((_, index) => numberOf(index));
}

function servedBy({ graphs, queues, tags, purges }: Pick<WorkerRecord, 'graphs' | 'queues' | 'tags' | 'purges'>): string | null {
  if (queues === undefined) return null;
  const served: ToldServed = { graphs: graphs.map(({ hash }) => hash), queues, ...(tags && { tags }), ...(purges && { purges }) };
  return JSON.stringify(served);
}

const insertWorker = statement(
  { id: integer, name: text, now: integer, leaseExpiresAt: integer, host: optional(text), pid: optional(integer), serves: optional(text) },
  ({ db, row }) =>
    db.insertInto('workers').values({
      id: row.id,
      name: row.name,
      joined_at: row.now,
      lease_expires_at: row.leaseExpiresAt,
      host: row.host,
      pid: row.pid,
      serves: row.serves,
    }),
);
