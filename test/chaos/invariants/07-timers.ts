/** No timer fires early; each fires once. */
import type { Invariant } from './invariant.ts';
import { groupBy } from './group-by.ts';
import { laneOf, movesOn } from './made.ts';
import { stepsOf } from './steps.ts';

/** Times of the database are whole milliseconds. */
const roundingMs = 1;

/** The database runs on the machine of the workers, so that all have one clock. */
export const timers: Invariant = {
  name: '7',
  says: 'no timer fires early, and each fires once',
  check(evidence) {
    const { claims, commits } = stepsOf(evidence);
    const claimed = groupBy(claims, ({ line }) => `${laneOf(line)} ${line.seq} ${line.attempt}`);
    const waiting = commits.filter(({ isDurable, line }) => isDurable && line.wakeAt !== undefined);
    return waiting.flatMap((commit) => {
      const { line } = commit;
      const place = movesOn(line) ? `${line.seq + 1} 0` : `${line.seq} ${line.attempt ?? 1}`;
      const woken = claimed.get(`${laneOf(line)} ${place}`) ?? [];
      const early = woken.find(
        ({ line: { at, signal, request } }) => !signal && request === 'none' && at + roundingMs < (line.wakeAt ?? 0),
      );
      return early ? [{ instance: commit.instance, problem: 'a timer fired early', evidence: [commit, early] }] : [];
    });
  },
};
