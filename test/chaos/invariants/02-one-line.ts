/** A lane's continuations form one line: each was computed from exactly one committed predecessor. */
import type { Finding, Invariant } from './invariant.ts';
import { groupBy } from './group-by.ts';
import { laneOf, movesOn } from './made.ts';
import { stepsOf } from './steps.ts';
import type { Commit, Placed } from './steps.ts';
import type { ClaimLine } from '../evidence/lines.ts';
import type { Evidence } from '../evidence/evidence.ts';

export const oneLine: Invariant = {
  name: '2',
  says: 'the continuations of a lane form one line',
  check(evidence) {
    const { commits, claims } = stepsOf(evidence);
    const steps = groupBy(
      commits.filter(({ isDurable, line }) => isDurable && movesOn(line)),
      ({ line }) => laneOf(line),
    );
    return [
      ...[...steps.values()].flatMap(lineOf),
      ...claims.flatMap((claim) => startOf(claim, steps.get(laneOf(claim.line)) ?? [])),
      ...commits.flatMap(asAnswered),
      ...repeatedIn(evidence),
      ...setAsideIn(commits),
    ];
  },
};

/** The steps 0, 1, 2, …, each once. */
function lineOf(steps: readonly Commit[]): readonly Finding[] {
  const inOrder = steps.toSorted((one, other) => one.line.seq - other.line.seq);
  const [first] = inOrder;
  if (first === undefined || inOrder.every(({ line }, index) => line.seq === index)) return [];
  return [{ instance: first.instance, problem: `steps ${inOrder.map(({ line }) => line.seq).join(' ')}`, evidence: inOrder }];
}

/** Who claims a lane starts from what the step before has left. */
function startOf(claim: Placed<ClaimLine>, steps: readonly Commit[]): readonly Finding[] {
  const before = steps.find(({ line }) => line.seq === claim.line.seq - 1);
  if (claim.line.seq > 0 && !before) return [finding(claim, 'went on from a step that nobody committed', [])];
  if (before?.line.digest === undefined || before.line.digest === claim.line.digest) return [];
  return [finding(claim, 'went on from something else than the step before has left', [before])];
}

function finding(claim: Placed<ClaimLine>, problem: string, others: readonly unknown[]): Finding {
  return { instance: claim.line.instance, problem, evidence: [...others, claim] };
}

/** What is answered as made is there. */
function asAnswered(commit: Commit): readonly Finding[] {
  const { instance, statuses, isDurable, isRecognized } = commit;
  if (isDurable || isRecognized || !statuses.includes('applied')) return [];
  return [{ instance, problem: 'a step was answered as made and was not', evidence: [commit] }];
}

/** History has every attempt once, and one that ended the step. */
function repeatedIn({ rows: { history, instances } }: Evidence): readonly Finding[] {
  const ids = new Map(instances.map(({ n, id }) => [n, id]));
  const attempts = groupBy(history, (row) => [row.n, row.lane, row.seq, row.outcome === 'retried' ? row.attempt : 'end'].join(' '));
  return [...attempts.values()].flatMap((rows) => {
    const [{ n } = { n: 0 }] = rows;
    return rows.length > 1 ? [{ instance: ids.get(n) ?? '', problem: 'a step is in the history twice', evidence: rows }] : [];
  });
}

/** No fault of this kind is a reason to give a lane to an operator. */
function setAsideIn(commits: readonly Commit[]): readonly Finding[] {
  const aside = commits.filter(({ line }) => line.then === 'setAside');
  return aside.map((commit) => ({ instance: commit.instance, problem: 'a lane was set aside', evidence: [commit] }));
}
