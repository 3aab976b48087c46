/** Reads published statuses. */
import { sql } from 'kysely';
import type { StatusesTable } from '../schema.js';
import type { Session } from '../session.js';
import { statement, text } from '../statement.js';
import type { InstanceNumber, StatusRecord } from '../store.js';

export interface StatusRequest {
  readonly instanceId: string;
  readonly name: string;
}

/** In the order of the requests; undefined: there is no such instance or status. */
export async function statuses(session: Session, requests: readonly StatusRequest[]): Promise<readonly (StatusRecord | undefined)[]> {
  const found = await session.fetchOne(
    statusOfInstance,
    requests.map(({ instanceId: id, name }) => ({ id, name })),
  );
  return found.map((one) => one && recordOf(one));
}

/** All statuses of an instance, by name. */
export async function statusesOf({ db, partition }: Session, n: InstanceNumber): Promise<readonly StatusRecord[]> {
  const found = await db.selectFrom('statuses').selectAll().where('partition', '=', partition).where('n', '=', n).orderBy('name').execute();
  return found.map(recordOf);
}

function recordOf({ name, envelope, version, set_at }: Pick<StatusesTable, 'name' | 'envelope' | 'version' | 'set_at'>): StatusRecord {
  return { name, envelope, version, setAt: set_at };
}

const statusOfInstance = statement({ id: text, name: text }, ({ db, row, here }) =>
  db
    .selectFrom('statuses')
    .innerJoin('instances', (on) => on.onRef('instances.partition', '=', 'statuses.partition').onRef('instances.n', '=', 'statuses.n'))
    .select(['statuses.name', 'statuses.version', 'statuses.set_at', 'statuses.envelope'])
    .where('instances.partition', '=', here)
    .where('instances.id', '=', row.id)
    .where('instances.replaced', '=', sql.lit(0))
    .where('statuses.name', '=', row.name),
);
