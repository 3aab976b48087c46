/** Sends signals to instances. */
import { findInstances } from '../effects/find-instances.js';
import { matchSignals, storeSignals } from '../effects/signals.js';
import type { Session } from '../session.js';
import type { InstanceNumber, SendResult, SignalInput } from '../store.js';

export interface SendRequest {
  readonly instanceId: string;
  readonly signal: SignalInput;
}

interface Arriving {
  readonly index: number;
  readonly n: InstanceNumber;
  readonly signal: SignalInput;
}

export async function send(session: Session, requests: readonly SendRequest[]): Promise<readonly SendResult[]> {
  const instances = await findInstances(
    session,
    requests.map(({ instanceId }) => instanceId),
  );
  const results = instances.map((instance): SendResult => (instance ? 'ended' : 'unknown'));
  const arriving = requests.flatMap(({ signal }, index): Arriving[] => {
    const instance = instances[index];
    return instance?.state === 'live' ? [{ index, n: instance.n, signal }] : [];
  });
  const isStored = await storeSignals(session, arriving);
  for (const [at, { index }] of arriving.entries()) results[index] = isStored[at] ? 'sent' : 'duplicate';
  await matchSignals(
    session,
    arriving.map(({ n, signal: { name } }) => ({ n, name })),
  );
  return results;
}
