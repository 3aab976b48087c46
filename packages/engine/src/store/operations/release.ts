/** Gives held lanes back as they are, ready at once. */
import { sql } from 'kysely';
import type { Session } from '../session.js';
import { integer, statement, text } from '../statement.js';
import type { Fence } from '../store.js';
import type { Tags } from '../../tags.js';
import { isHeld, laneStanding } from '../effects/read-lanes.js';
import { routeLanes } from '../effects/route-lanes.js';

export interface ReleaseRequest {
  readonly fence: Fence;
  readonly tags?: Tags;
}

/** Gives lanes that are held the route to workers that have these tags. */
async function passOn(session: Session, requests: readonly ReleaseRequest[]): Promise<void> {
  const passed = requests.flatMap(({ fence, tags }) => (tags ? [{ fence, tags }] : []));
  const lanes = await session.fetchOne(
    laneStanding,
    passed.map(({ fence }) => fence),
  );
  const held = passed.flatMap(({ fence, tags }, index) => {
    const lane = lanes[index];
    return lane && isHeld(lane, fence) ? [{ lane, tags }] : [];
  });
  await routeLanes(session, held);
}

export async function release(session: Session, requests: readonly ReleaseRequest[]): Promise<readonly undefined[]> {
  await passOn(session, requests);
  await session.change(
    releaseLane,
    requests.map(({ fence }) => fence).map(({ n, lane, owner, epoch, seq }) => ({ n, lane, owner, epoch, seq, now: session.now })),
  );
  session.notify({ kind: 'ready' });
  return requests.map(() => undefined);
}

const releaseLane = statement({ n: integer, lane: text, owner: integer, epoch: integer, seq: integer, now: integer }, ({ db, row, here }) =>
  db
    .updateTable('lanes')
    .set({ owner: sql.lit(null), due: row.now })
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('lane', '=', row.lane)
    // In words that no index answers: planners that know nothing yet of the rows would look for them by owner.
    .where('owner', 'is not distinct from', row.owner)
    .where('epoch', '=', row.epoch)
    .where('seq', '=', row.seq),
);
