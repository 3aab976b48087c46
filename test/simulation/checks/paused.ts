/**
 * A paused instance starts nothing: no lane of it is claimed until it is resumed. Another one that takes its id is not
 * paused, and a pause that was asked for before the answer of a start may have been that of its predecessor.
 */
import type { Claimed, Requested, SimulatedEvidence } from './evidence.js';
import type { SimulatedCheck } from './index.js';

export const paused: SimulatedCheck = {
  name: 'paused',
  says: 'a paused instance starts nothing',
  check({ started, claimed, requested }) {
    const pauses = requested.filter(({ verb, isGranted }) => verb === 'pause' && isGranted);
    return pauses.flatMap((pause) => {
      const { instance, answered } = pause;
      const ends = requested.filter((each) => each.verb !== 'pause' && each.instance === instance && each.answered > pause.asked);
      const over = Math.min(...ends.map(({ asked }) => asked));
      const wrong = claimed.find(
        (claim) => claim.instance === instance && claim.asked > answered && claim.answered < over && isOf(pause, claim, started),
      );
      return wrong ? [{ instance, problem: 'was claimed though it was paused', evidence: [pause, wrong] }] : [];
    });
  },
};

function isOf(pause: Requested, { uid }: Claimed, started: SimulatedEvidence['started']): boolean {
  const starts = started.filter((start) => start.uid === uid);
  return starts.length === 0 || starts.some(({ answered }) => answered < pause.asked);
}
