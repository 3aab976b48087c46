/** Publishes statuses from running tasks. */
import { laneStanding } from '../effects/read-lanes.js';
import { setStatuses } from '../effects/set-statuses.js';
import type { Session } from '../session.js';
import type { Envelope, Fence } from '../store.js';

export interface PublishRequest {
  readonly fence: Fence;
  readonly name: string;
  readonly envelope: Envelope;
}

export async function publish(session: Session, requests: readonly PublishRequest[]): Promise<readonly ('applied' | 'lost')[]> {
  const lanes = await session.fetchOne(
    laneStanding,
    requests.map(({ fence }) => fence),
  );
  const isHeld = requests.map(({ fence }, index) => {
    const lane = lanes[index];
    return lane?.owner === fence.owner && lane.epoch === fence.epoch && lane.seq === fence.seq;
  });
  const published = requests.filter((_, index) => isHeld[index]);
  await setStatuses(
    session,
    published.map(({ fence: { n }, name, envelope }) => ({ n, name, envelope })),
  );
  return isHeld.map((held) => (held ? 'applied' : 'lost'));
}
