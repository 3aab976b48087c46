/** A task whose commit happened is never executed again for that step. */
import type { Invariant } from './invariant.ts';
import { groupBy } from './group-by.ts';
import { movesOn } from './made.ts';
import { stepsOf } from './steps.ts';
import type { Commit, Execution } from './steps.ts';

/**
 * The commit of an attempt ends that attempt, and that of a step all of them: nobody who claimed the lane later may
 * begin one, nor may the process that committed. Who had claimed it before and was stopped may: it cannot know.
 */
function isTooLate({ line, process, index, epoch }: Execution, commit: Commit): boolean {
  if (!movesOn(commit.line) && line.attempt > (commit.line.attempt ?? 1)) return false;
  if (epoch !== commit.line.epoch) return epoch > commit.line.epoch;
  return process === commit.process && index > commit.index;
}

export const executedOnce: Invariant = {
  name: '1',
  says: 'a task whose commit happened is never executed again for that step',
  check(evidence) {
    const { commits, executions } = stepsOf(evidence);
    const durable = groupBy(
      commits.filter(({ isDurable }) => isDurable),
      ({ key }) => key,
    );
    return executions.flatMap((execution) => {
      const { line } = execution;
      const before = durable.get(line.key)?.find((commit) => isTooLate(execution, commit));
      return before ? [{ instance: line.instance, problem: 'executed after its commit', evidence: [before, execution] }] : [];
    });
  },
};
