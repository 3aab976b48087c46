/** Reads the outcomes of instances that have ended. */
import { sql } from 'kysely';
import type { Session } from '../session.js';
import { statement, text } from '../statement.js';
import type { LaneEnd } from '../store.js';

interface Outcome {
  readonly id: string;
  readonly end: LaneEnd;
  /** Absent: it was terminated with its parent. */
  readonly outcome?: Uint8Array;
}

export async function outcomes(session: Session, instanceIds: readonly string[]): Promise<readonly Outcome[]> {
  const found = await session.fetchOne(
    outcomeOfInstance,
    instanceIds.map((id) => ({ id })),
  );
  return found.flatMap((instance) =>
    instance && instance.state !== 'live'
      ? [{ id: instance.id, end: instance.state, ...(instance.outcome && { outcome: instance.outcome }) }]
      : [],
  );
}

const outcomeOfInstance = statement({ id: text }, ({ db, row, here }) =>
  db
    .selectFrom('instances')
    .select(['id', 'state', 'outcome'])
    .where('partition', '=', here)
    .where('id', '=', row.id)
    .where('replaced', '=', sql.lit(0)),
);
