/** Ends the pause of instances: every lane goes back to its wait, with the time that is left or past. */
import { endPause } from '../effects/pause-lanes.js';
import { requestOf } from '../effects/request.js';
import type { Session } from '../session.js';
import type { RequestResult } from '../store.js';

export function resume(session: Session, instanceIds: readonly string[]): Promise<readonly RequestResult[]> {
  return requestOf(session, instanceIds, async (live) => {
    await endPause(session, live);
  });
}
