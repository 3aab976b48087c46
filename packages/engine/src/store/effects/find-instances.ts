/** Finds instances by their ids. Where several transactions write at once, their rows stay locked until the end of this one. */
import { sql } from 'kysely';
import type { LockedInstance, Session } from '../session.js';
import { statement, text } from '../statement.js';
import { numberOfInstance } from './lock-instances.js';

export type FoundInstance = LockedInstance;

export async function findInstances(session: Session, ids: readonly string[]): Promise<readonly (FoundInstance | undefined)[]> {
  const locked = ids.flatMap((id) => session.lockedAs(id) ?? []);
  if (locked.length === ids.length) return locked;
  const found = await session.fetchOne(
    instanceById,
    ids.map((id) => ({ id })),
  );
  const missing = ids.filter((_, index) => !found[index]);
  return (await areFree(session, missing)) ? found : findInstances(session, ids);
}

/** False: an id went to another instance while its row was waited for. */
async function areFree(session: Session, ids: readonly string[]): Promise<boolean> {
  if (!session.capabilities.rowLocks) return true;
  const numbers = await session.fetchOne(
    numberOfInstance,
    ids.map((id) => ({ id })),
  );
  return numbers.every((found) => !found);
}

const instanceById = statement(
  { id: text },
  ({ db, row, here, capabilities }) => {
    const query = db
      .selectFrom('instances')
      .select(['n', 'id', 'uid', 'workflow', 'state'])
      .where('partition', '=', here)
      .where('id', '=', row.id)
      .where('replaced', '=', sql.lit(0));
    return capabilities.rowLocks ? query.forUpdate() : query;
  },
  ['id'],
);
