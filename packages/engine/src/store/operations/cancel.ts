/** Requests the cancel of instances. A paused one goes on, to be canceled. */
import { cancelInstances } from '../effects/close.js';
import { requestOf } from '../effects/request.js';
import type { Session } from '../session.js';
import type { RequestResult } from '../store.js';

export function cancel(session: Session, instanceIds: readonly string[]): Promise<readonly RequestResult[]> {
  return requestOf(session, instanceIds, (live) => cancelInstances(session, live));
}
