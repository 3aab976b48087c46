/** A write with an old epoch changes nothing. */
import type { Invariant } from './invariant.ts';
import { groupBy, laneOf, movesOn, stepsOf } from './steps.ts';

/** Who claims a lane finds all that was ever written under earlier epochs: nothing of theirs comes after. */
export const oldEpochs: Invariant = {
  name: '6',
  says: 'a write with an old epoch changes nothing',
  check(evidence) {
    const { claims, commits } = stepsOf(evidence);
    const durable = groupBy(
      commits.filter(({ isDurable }) => isDurable),
      ({ line }) => laneOf(line),
    );
    return claims.flatMap((claim) => {
      const { epoch, seq, attempt, instance } = claim.line;
      const late = durable.get(laneOf(claim.line))?.find(({ line }) => {
        if (line.epoch >= epoch) return false;
        return movesOn(line) ? line.seq >= seq : line.seq > seq || (line.seq === seq && (line.attempt ?? 1) > attempt);
      });
      return late ? [{ instance, problem: 'a commit with an old epoch took effect', evidence: [claim, late] }] : [];
    });
  },
};
