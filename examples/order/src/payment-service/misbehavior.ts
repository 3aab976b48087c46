/** How the service treats a request. Decided by its key and by how often it was sent, so that every run sees the same faults. */
import { createHash } from 'node:crypto';

export interface Treatment {
  readonly delayMs: number;
  /** What goes wrong, and whether that is before or after the money has moved. */
  readonly fault: 'none' | 'error before' | 'error after' | 'drop before' | 'drop after';
}

/** Later than the client's patience of one second. */
const lateMs = 1_400;
const lateShare = 0.03;

const faultShares: readonly (readonly [fault: Treatment['fault'], share: number])[] = [
  ['error before', 0.08],
  ['error after', 0.06],
  ['drop before', 0.06],
  ['drop after', 0.06],
];

function faultAt(draw: number): Treatment['fault'] {
  let upTo = 0;
  for (const [fault, share] of faultShares) {
    upTo += share;
    if (draw < upTo) return fault;
  }
  return 'none';
}

export function treatmentOf(key: string, times: number): Treatment {
  const digest = createHash('sha256').update(`${key}#${times}`).digest();
  const draw = (offset: number): number => digest.readUInt32BE(offset) / 2 ** 32;
  return { delayMs: draw(0) < lateShare ? lateMs : 80 + draw(4) * 400, fault: faultAt(draw(8)) };
}
