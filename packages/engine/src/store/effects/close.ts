/**
 * Ends and cancels, with what they mean for children: those that still live when their parent ends, and those that a
 * canceled lane waits for, are canceled or terminated in the same transaction, and so are theirs.
 *
 * Always: each generation takes a fixed number of statements, however many children it has.
 */
import { sql } from 'kysely';
import { allLanes } from '../lane-names.js';
import type { LaneRange } from '../lane-names.js';
import type { Session } from '../session.js';
import { integer, statement } from '../statement.js';
import type { InstanceNumber } from '../store.js';
import { requestCancel } from './cancel-lanes.js';
import type { Closing } from './closing.js';
import { recordEnds } from './end-instances.js';
import type { EndOfInstance } from './end-instances.js';
import { endPause } from './pause-lanes.js';

/** Ends instances. */
export async function endInstances(session: Session, ends: readonly EndOfInstance[]): Promise<void> {
  await closeAll(session, await recordEnds(session, ends));
}

/** Requests the cancel of lanes. */
export async function cancelLanes(session: Session, ranges: readonly LaneRange[]): Promise<void> {
  await closeAll(session, await requestCancel(session, ranges));
}

/** Requests the cancel of living instances. A paused one goes on, to be canceled. */
export async function cancelInstances(session: Session, instances: readonly { readonly n: InstanceNumber }[]): Promise<void> {
  await closeAll(session, await requestCancels(session, instances));
}

async function closeAll(session: Session, first: readonly Closing[]): Promise<void> {
  let generation = first;
  while (generation.length > 0) generation = await closeOnce(session, generation);
}

/** Gives the children of these that are to be closed next. */
async function closeOnce(session: Session, children: readonly Closing[]): Promise<readonly Closing[]> {
  const terminated = children.filter(({ close }) => close === 'terminate');
  const canceled = children.filter(({ close }) => close === 'cancel');
  if (terminated.length > 0) session.notify({ kind: 'requests' });
  return [
    ...(await recordEnds(
      session,
      terminated.map(({ n }) => ({ n, end: 'canceled', outcome: null, terminated: 1 })),
    )),
    ...(await requestCancels(session, canceled)),
  ];
}

async function requestCancels(session: Session, instances: readonly { readonly n: InstanceNumber }[]): Promise<readonly Closing[]> {
  if (instances.length === 0) return [];
  const isFirst = await session.apply(
    recordCancel,
    instances.map(({ n }) => ({ n, now: session.now })),
  );
  await endPause(session, instances);
  return requestCancel(
    session,
    instances.filter((_, index) => isFirst[index]).map(({ n }) => allLanes(n)),
  );
}

/** Only the first request counts: lanes that a cleanup opens after it are not canceled by asking again. */
const recordCancel = statement({ n: integer, now: integer }, ({ db, row, here }) =>
  db
    .updateTable('instances')
    .set({ cancel_requested_at: row.now })
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('state', '=', sql.lit('live'))
    .where('cancel_requested_at', 'is', null),
);
