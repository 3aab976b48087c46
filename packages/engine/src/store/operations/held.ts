/** Reads what a worker holds, and what is requested of it. */
import type { Session } from '../session.js';
import type { HeldState } from '../store.js';
import { heldLanes } from './heartbeat.js';

export async function held(session: Session, owner: number): Promise<readonly HeldState[]> {
  const [lanes = []] = await session.fetch(heldLanes, [{ owner }]);
  return lanes;
}
