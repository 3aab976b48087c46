/**
 * Requests the cancel of instances. A paused one goes on, to be canceled.
 *
 * Always: only the first request reaches lanes. Those that a cleanup opens after it are not canceled by asking again.
 */
import { cancelLanes } from '../effects/cancel-lanes.js';
import { endPause } from '../effects/pause-lanes.js';
import { requestOf } from '../effects/request.js';
import { allLanes } from '../lane-names.js';
import type { Session } from '../session.js';
import { integer, statement } from '../statement.js';
import type { RequestResult } from '../store.js';

export function cancel(session: Session, instanceIds: readonly string[]): Promise<readonly RequestResult[]> {
  return requestOf(session, instanceIds, async (live) => {
    const isFirst = await session.apply(
      recordCancel,
      live.map(({ n }) => ({ n, now: session.now })),
    );
    await endPause(session, live);
    await cancelLanes(
      session,
      live.filter((_, index) => isFirst[index]).map(({ n }) => allLanes(n)),
    );
  });
}

const recordCancel = statement({ n: integer, now: integer }, ({ db, row, here }) =>
  db
    .updateTable('instances')
    .set({ cancel_requested_at: row.now })
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('cancel_requested_at', 'is', null),
);
