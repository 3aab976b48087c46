/** Reads the outcomes of instances that have ended, and tells of those that are not there. */
import { sql } from 'kysely';
import type { Session } from '../session.js';
import { statement, text } from '../statement.js';
import type { LaneEnd } from '../store.js';

interface Outcome {
  readonly id: string;
  /** `unknown`: there is no such instance, perhaps no longer. */
  readonly end: LaneEnd | 'unknown';
  /** Absent: it was terminated with its parent. */
  readonly outcome?: Uint8Array;
}

export async function outcomes(session: Session, instanceIds: readonly string[]): Promise<readonly Outcome[]> {
  const found = await session.fetchOne(
    outcomeOfInstance,
    instanceIds.map((id) => ({ id })),
  );
  return instanceIds.flatMap((id, index): Outcome[] => {
    const instance = found[index];
    if (!instance) return [{ id, end: 'unknown' }];
    return instance.state === 'live' ? [] : [{ id, end: instance.state, ...(instance.outcome && { outcome: instance.outcome }) }];
  });
}

const outcomeOfInstance = statement({ id: text }, ({ db, row, here }) =>
  db
    .selectFrom('instances')
    .select(['id', 'state', 'outcome'])
    .where('partition', '=', here)
    .where('id', '=', row.id)
    .where('replaced', '=', sql.lit(0)),
);
