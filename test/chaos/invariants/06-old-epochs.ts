/** A write with an old epoch changes nothing. */
import type { Evidence } from '../evidence/evidence.ts';
import type { Finding, Invariant } from './invariant.ts';
import { groupBy } from './group-by.ts';
import { attemptOfLine, attemptOfRow, laneOf, movesOn } from './made.ts';
import { stepsOf } from './steps.ts';
import type { Steps } from './steps.ts';

export const oldEpochs: Invariant = {
  name: '6',
  says: 'a write with an old epoch changes nothing',
  check(evidence) {
    const steps = stepsOf(evidence);
    return [...lateIn(steps), ...unclaimedIn(evidence, steps)];
  },
};

/** Who claims a lane finds all that was ever written under earlier epochs: nothing of theirs comes after. */
function lateIn({ claims, commits }: Steps): readonly Finding[] {
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
}

/** Every step that history tells of was sent under the claim that held its lane. */
function unclaimedIn({ rows }: Evidence, { commits }: Steps): readonly Finding[] {
  const sent = new Set(commits.flatMap(({ isDurable, line }) => (isDurable ? [attemptOfLine(line)] : [])));
  const ids = new Map(rows.instances.map(({ n, id }) => [n, id]));
  const unclaimed = rows.history.filter((row) => !sent.has(attemptOfRow(row)));
  return unclaimed.map((row) => ({
    instance: ids.get(row.n) ?? '',
    problem: 'a step is in the history that no claim allowed',
    evidence: [row],
  }));
}
