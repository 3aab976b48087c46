/** Lanes are taken from a worker only if it is gone, or has not renewed its lease in time. */
import type { SimulatedCheck } from './index.js';
import type { Reclaimed, SimulatedEvidence } from './evidence.js';

export const leases: SimulatedCheck = {
  name: 'leases',
  says: 'nobody takes the lanes of a worker whose lease holds',
  check(evidence) {
    const wrong = evidence.reclaimed.filter((reclaim) => reclaim.lanes > 0 && allHold(evidence, reclaim));
    return wrong.map((reclaim) => ({ instance: reclaim.process, problem: 'took lanes though all leases held', evidence: [reclaim] }));
  },
};

/** Whether every worker that ever had a lease had it for certain while lanes were taken. */
function allHold({ renewed, goneAt, leaseMs }: SimulatedEvidence, { asked, answered, answeredAt }: Reclaimed): boolean {
  const before = renewed.filter((renewal) => renewal.asked < answered);
  const owners = new Set(before.map(({ owner }) => owner));
  return [...owners].every((owner) => {
    const own = before.filter((renewal) => renewal.owner === owner);
    const isGone = own.some(({ process }) => (goneAt.get(process) ?? Infinity) < answered);
    return !isGone && own.some((renewal) => renewal.answered < asked && renewal.askedAt + leaseMs > answeredAt);
  });
}
