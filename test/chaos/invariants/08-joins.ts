/** A fork's join fires exactly once, with one outcome per lane, in the order written. */
import type { Finding, Invariant } from './invariant.ts';
import { groupBy } from './group-by.ts';
import { laneOf } from './made.ts';
import { stepsOf } from './steps.ts';
import type { Commit, Placed, Steps } from './steps.ts';
import type { ClaimLine } from '../evidence/lines.ts';

export const joins: Invariant = {
  name: '8',
  says: 'a join fires once, with one outcome per lane, in the order written',
  check(evidence) {
    const steps = stepsOf(evidence);
    const claimed = groupBy(steps.claims, ({ line }) => `${laneOf(line)} ${line.seq}`);
    const ends = endsOf(steps);
    const forks = steps.commits.filter(({ isDurable, line }) => isDurable && line.then === 'fork');
    return forks.flatMap((fork) => {
      const { line } = fork;
      const joined = claimed.get(`${laneOf(line)} ${line.seq + 1}`) ?? [];
      return joined.flatMap((join) => problemsOf(fork, join, ends));
    });
  },
};

function endsOf({ commits }: Steps): ReadonlyMap<string, readonly Commit[]> {
  return groupBy(
    commits.filter(({ isDurable, line }) => isDurable && line.then === 'end'),
    ({ line }) => laneOf(line),
  );
}

/** A lane that ended is in the join with what it ended with; one that no worker ended was canceled before it ran. */
function problemsOf(fork: Commit, join: Placed<ClaimLine>, ends: ReadonlyMap<string, readonly Commit[]>): readonly Finding[] {
  const { n, lane, seq, lanes = 0 } = fork.line;
  const ended = join.line.ended ?? [];
  const found = (problem: string): readonly Finding[] => [{ instance: fork.instance, problem, evidence: [fork, join] }];
  if (ended.length !== lanes) return found(`${lanes} lanes were opened, ${ended.length} joined`);
  if (ended.some(({ position }, index) => position !== index)) return found('joined in another order');
  const isOther = ended.some(({ position, end, digest }) => {
    const own = ends.get(laneOf({ n, lane: `${lane}/${seq + 1}.${position}` })) ?? [];
    if (own.length > 1) return true;
    return own[0] ? own[0].line.digest !== digest || own[0].line.end !== end : end !== 'canceled';
  });
  return isOther ? found('joined with something else than its lanes ended with') : [];
}
