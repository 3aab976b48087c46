/** An instance ends once; its outcome never changes. */
import { isDeepStrictEqual } from 'node:util';
import type { Evidence } from '../evidence/evidence.ts';
import type { SeenLine } from '../evidence/lines.ts';
import type { InstanceRow } from '../evidence/rows.ts';
import type { Finding, Invariant } from './invariant.ts';
import { groupBy } from './group-by.ts';
import { endsInstance } from './made.ts';
import { stepsOf } from './steps.ts';
import type { Commit } from './steps.ts';

export const endsOnce: Invariant = {
  name: '4',
  says: 'an instance ends once, and its outcome never changes',
  check(evidence) {
    const ends = groupBy(
      stepsOf(evidence).commits.filter(({ isDurable, line }) => isDurable && endsInstance(line)),
      ({ line }) => `${line.n}`,
    );
    return [
      ...evidence.rows.instances.flatMap((row) => endOf(row, ends.get(`${row.n}`) ?? [])),
      ...seenIn(evidence).flatMap((seen) => asSeen(seen, evidence)),
    ];
  },
};

/** At most one step has ended it, and the row says what that step said. */
function endOf({ id, state, terminated, outcome }: InstanceRow, ends: readonly Commit[]): readonly Finding[] {
  const found = (problem: string): readonly Finding[] => [{ instance: id, problem, evidence: ends }];
  if (ends.length > 1) return found('ended twice');
  const [end] = ends;
  if (terminated) return end ? found('ended by itself, and was terminated') : [];
  if (!end) return state === 'live' ? [] : found('ended, and no step ended it');
  return end.line.digest === outcome ? [] : found('the outcome is not the one with which it ended');
}

function seenIn({ clients }: Evidence): readonly SeenLine[] {
  return clients.flat().filter((line): line is SeenLine => line.what === 'seen');
}

/** An instance whose id was taken by another was terminated, and may have been seen so. */
function asSeen(seen: SeenLine, { outcomes, rows }: Evidence): readonly Finding[] {
  const last = outcomes.get(seen.instance);
  const isReplaced = rows.instances.some(({ id, replaced }) => id === seen.instance && replaced === 1);
  if (isReplaced && seen.outcome.end === 'terminated') return [];
  // An instance that had ended before its id was taken keeps its end, which nobody can read any more.
  if (isReplaced && seen.outcome.end !== last?.end) return [];
  if (isDeepStrictEqual(JSON.parse(JSON.stringify(last ?? null)), seen.outcome)) return [];
  return [{ instance: seen.instance, problem: 'a client saw another outcome', evidence: [seen, last] }];
}
