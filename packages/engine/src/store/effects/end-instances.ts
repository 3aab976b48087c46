/**
 * Ends instances: the outcome is kept, with history and statuses; lanes, signals and their ids go. Lanes that wait for
 * them are woken; their living children are for the caller to close.
 *
 * Always: an instance ends once; whoever still holds one of its lanes gets `lost`.
 */
import { sql } from 'kysely';
import type { Flag } from '../schema.js';
import type { Session } from '../session.js';
import { bytes, flag, integer, optional, statement, word } from '../statement.js';
import type { Envelope, InstanceNumber, LaneEnd } from '../store.js';
import type { Closing } from './closing.js';

export interface EndOfInstance {
  readonly n: InstanceNumber;
  readonly end: LaneEnd;
  readonly outcome: Envelope | null;
  readonly terminated: Flag;
}

/** Gives the children that are to be closed with them. */
export async function recordEnds(session: Session, ends: readonly EndOfInstance[]): Promise<readonly Closing[]> {
  if (ends.length === 0) return [];
  const ended = (
    await session.fetch(
      endInstance,
      ends.map((end) => ({ ...end, now: session.now })),
    )
  ).flat();
  await session.change(deleteLanes, ends);
  await session.change(deleteSignals, ends);
  await session.change(deleteSignalIds, ends);
  for (const { id } of ended) session.notify({ kind: 'changed', instanceId: id });
  await wakeWaiting(
    session,
    ended.filter(({ parent }) => parent !== null),
  );
  return livingChildren(
    session,
    ended.filter(({ is_parent: isParent }) => isParent === 1),
  );
}

interface Ended {
  readonly n: InstanceNumber;
}

/** Only children are waited for. */
async function wakeWaiting(session: Session, ended: readonly Ended[]): Promise<void> {
  await session.change(
    wakeLanes,
    ended.map(({ n }) => ({ n, now: session.now })),
  );
  if (ended.length > 0) session.notify({ kind: 'ready' });
}

async function livingChildren(session: Session, ended: readonly Ended[]): Promise<readonly Closing[]> {
  const children = (await session.fetch(childrenOf, ended)).flat();
  return children.flatMap(({ n, on_parent_close: close }) => (close === 'cancel' || close === 'terminate' ? [{ n, close }] : []));
}

const endInstance = statement(
  { n: integer, end: word<LaneEnd>(), outcome: optional(bytes), terminated: flag, now: integer },
  ({ db, row, here }) =>
    db
      .updateTable('instances')
      .set({ state: row.end, outcome: row.outcome, terminated: row.terminated, ended_at: row.now })
      .where('partition', '=', here)
      .where('n', '=', row.n)
      .where('state', '=', sql.lit('live'))
      .returning(['n', 'id', 'parent', 'is_parent']),
);

const wakeLanes = statement({ n: integer, now: integer }, ({ db, row, here }) =>
  db
    .updateTable('lanes')
    .set({ due: row.now })
    .where('partition', '=', here)
    .where('child', '=', row.n)
    .where('child', 'is not', null)
    .where('owner', 'is', null)
    .where('due', 'is', null),
);

const childrenOf = statement({ n: integer }, ({ db, row, here }) =>
  db
    .selectFrom('instances')
    .select(['n', 'on_parent_close'])
    .where('partition', '=', here)
    .where('parent', '=', row.n)
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
