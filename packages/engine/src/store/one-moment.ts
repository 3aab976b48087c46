/**
 * Transactions of others that see one moment (`repeatable read`, `serializable`): who waited there for the lock of an instance
 * does not see what was committed meanwhile, a signal that came or a lane that began to wait for one.
 *
 * Always: what such a transaction would have had to see makes it fail, and is seen when it is done anew. Nothing is added to what is
 * compared, since the instance is locked.
 */
import { StoreConflictError } from '@waystone/core';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Schema } from './schema.js';
import type { Session } from './session.js';
import type { InstanceNumber } from './store.js';

/** Signals called `name` of an instance that is locked, and its lanes that wait for them. */
export interface AwaitedSignals {
  readonly n: InstanceNumber;
  readonly name: string;
}

/** Whether its statements see nothing that was committed since it began. */
export async function seesOneMoment({ capabilities, db }: Session): Promise<boolean> {
  if (!capabilities.rowLocks) return false;
  const { rows } = await sql<{ readonly level: string }>`select pg_catalog.current_setting('transaction_isolation') as level`.execute(db);
  return rows[0]?.level === 'repeatable read' || rows[0]?.level === 'serializable';
}

/**
 * For transactions that see one moment.
 *
 * @param db The store's own, which sees what is durable now.
 * @throws StoreConflictError
 */
export async function assertNoneMissed(session: Session, db: Kysely<Schema>, awaited: readonly AwaitedSignals[]): Promise<void> {
  for (const one of awaited) {
    const durable = await db
      .transaction()
      .setAccessMode('read only')
      .execute(async (now) => [...(await signalsOf(now, session, one)), ...(await lanesOf(now, session, one))]);
    const seen = new Set([...(await signalsOf(session.db, session, one)), ...(await lanesOf(session.db, session, one))]);
    if (durable.some((row) => !seen.has(row)))
      throw new StoreConflictError(
        session.where,
        'signals were sent, or waited for, that it cannot see, since it sees the moment of its beginning',
      );
  }
}

async function signalsOf(db: Kysely<Schema>, { partition }: Session, { n, name }: AwaitedSignals): Promise<readonly string[]> {
  const found = await db
    .selectFrom('signals')
    .select('sid')
    .where('partition', '=', partition)
    .where('n', '=', n)
    .where('name', '=', name)
    .execute();
  return found.map(({ sid }) => `signal ${sid}`);
}

async function lanesOf(db: Kysely<Schema>, { partition }: Session, { n, name }: AwaitedSignals): Promise<readonly string[]> {
  const found = await db
    .selectFrom('lanes')
    .select(['lane', 'seq'])
    .where('partition', '=', partition)
    .where('n', '=', n)
    .where('signal', '=', name)
    .execute();
  return found.map(({ lane, seq }) => `lane ${lane} ${seq}`);
}
