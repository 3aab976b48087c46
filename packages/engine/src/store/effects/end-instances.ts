/**
 * Ends instances: the outcome is kept, with history and statuses; lanes, signals and their ids go.
 *
 * Always: an instance ends once; whoever still holds one of its lanes gets `lost`.
 */
import { sql } from 'kysely';
import type { Flag } from '../schema.js';
import type { Session } from '../session.js';
import { bytes, flag, integer, optional, statement, word } from '../statement.js';
import type { Envelope, InstanceNumber, LaneEnd } from '../store.js';
import { tellChanged } from './tell-changed.js';

export interface EndOfInstance {
  readonly n: InstanceNumber;
  readonly end: LaneEnd;
  readonly outcome: Envelope | null;
  readonly terminated: Flag;
}

export async function endInstances(session: Session, ends: readonly EndOfInstance[]): Promise<void> {
  if (ends.length === 0) return;
  await session.change(
    endInstance,
    ends.map((end) => ({ ...end, now: session.now })),
  );
  await session.change(deleteLanes, ends);
  await session.change(deleteSignals, ends);
  await session.change(deleteSignalIds, ends);
  await tellChanged(
    session,
    ends.map(({ n }) => n),
  );
}

const endInstance = statement(
  { n: integer, end: word<LaneEnd>(), outcome: optional(bytes), terminated: flag, now: integer },
  ({ db, row, here }) =>
    db
      .updateTable('instances')
      .set({ state: row.end, outcome: row.outcome, terminated: row.terminated, ended_at: row.now })
      .where('partition', '=', here)
      .where('n', '=', row.n)
      .where('state', '=', sql.lit('live')),
);

const deleteLanes = statement({ n: integer }, ({ db, row, here }) =>
  db.deleteFrom('lanes').where('partition', '=', here).where('n', '=', row.n),
);

const deleteSignals = statement({ n: integer }, ({ db, row, here }) =>
  db.deleteFrom('signals').where('partition', '=', here).where('n', '=', row.n),
);

const deleteSignalIds = statement({ n: integer }, ({ db, row, here }) =>
  db.deleteFrom('signal_ids').where('partition', '=', here).where('n', '=', row.n),
);
