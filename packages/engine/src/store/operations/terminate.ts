/** Ends instances as canceled, with no cleanup. */
import { endInstances } from '../effects/close.js';
import { requestOf } from '../effects/request.js';
import type { Session } from '../session.js';
import type { Envelope, RequestResult } from '../store.js';

export interface TerminateRequest {
  readonly instanceId: string;
  readonly outcome: Envelope;
}

export function terminate(session: Session, requests: readonly TerminateRequest[]): Promise<readonly RequestResult[]> {
  const ids = requests.map(({ instanceId }) => instanceId);
  return requestOf(session, ids, async (live) => {
    await endInstances(
      session,
      live.map(({ n, index }) => ({ n, end: 'canceled', outcome: requests[index]?.outcome ?? null, terminated: 1 })),
    );
    if (live.length > 0) session.notify({ kind: 'requests' });
  });
}
