/** A paused instance starts nothing: no lane of it is claimed until it is resumed. */
import type { SimulatedCheck } from './index.js';

export const paused: SimulatedCheck = {
  name: 'paused',
  says: 'a paused instance starts nothing',
  check({ claimed, requested }) {
    const pauses = requested.filter(({ verb, isGranted }) => verb === 'pause' && isGranted);
    return pauses.flatMap((pause) => {
      const { instance, answered } = pause;
      const ends = requested.filter((each) => each.verb !== 'pause' && each.instance === instance && each.answered > pause.asked);
      const over = Math.min(...ends.map(({ asked }) => asked));
      const wrong = claimed.find((claim) => claim.instance === instance && claim.asked > answered && claim.answered < over);
      return wrong ? [{ instance, problem: 'was claimed though it was paused', evidence: [pause, wrong] }] : [];
    });
  },
};
