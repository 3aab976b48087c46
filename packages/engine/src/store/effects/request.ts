/** What all operators' requests share: they are made of live instances only. */
import type { Session } from '../session.js';
import type { InstanceNumber, RequestResult } from '../store.js';
import { findInstances } from './find-instances.js';

/** Does `act` to the instances that live. Tells of each what became of the request. */
export async function requestOf(
  session: Session,
  instanceIds: readonly string[],
  act: (live: readonly { readonly n: InstanceNumber; readonly index: number }[]) => Promise<void>,
): Promise<readonly RequestResult[]> {
  const instances = await findInstances(session, instanceIds);
  await act(instances.flatMap((instance, index) => (instance?.state === 'live' ? [{ n: instance.n, index }] : [])));
  return instances.map((instance) => {
    if (!instance) return 'unknown';
    return instance.state === 'live' ? 'requested' : 'ended';
  });
}
