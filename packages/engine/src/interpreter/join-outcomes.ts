/** How the outcomes of lanes become one: the value or the error with which a flow goes on after its join. */
import { CanceledError, assert, type Settled } from '@waystone/core';
import type { ForkNode } from '@waystone/core/graph';
import type { LaneOutcome } from './event.js';

export type JoinOutcome = { readonly value: unknown } | { readonly error: unknown };

/** Results in the shape in which the lanes were written. */
function shaped(fork: ForkNode, results: readonly unknown[]): unknown {
  if (fork.shape !== 'object') return results;
  return Object.fromEntries(fork.lanes.map((lane, index) => [lane.key, results[index]]));
}

function settled(outcome: LaneOutcome): Settled<unknown> {
  return outcome.status === 'completed' ? { status: 'fulfilled', value: outcome.value } : { status: 'rejected', reason: outcome.error };
}

/** Lanes of a settled join cancel each other never: a canceled one means that the whole was asked to cancel. */
function firstCanceled(outcomes: readonly LaneOutcome[]): JoinOutcome | undefined {
  const canceled = outcomes.find((outcome) => outcome.status === 'canceled');
  return canceled && { error: canceled.error instanceof CanceledError ? canceled.error : new CanceledError() };
}

function joinAll(fork: ForkNode, outcomes: readonly LaneOutcome[], firstFailed: number | undefined): JoinOutcome {
  const failed = firstFailed === undefined ? outcomes.find((outcome) => outcome.status === 'failed') : outcomes[firstFailed];
  if (failed?.status === 'failed') return { error: failed.error };
  return (
    firstCanceled(outcomes) ?? {
      value: shaped(
        fork,
        outcomes.map((outcome) => (outcome.status === 'completed' ? outcome.value : undefined)),
      ),
    }
  );
}

/**
 * Joins the outcomes of a fork's lanes, given in the order written.
 *
 * `all`: every value, or the error of the lane that failed first. `settled`: every outcome. In both, a cancel that no
 * failure explains rejects with {@link CanceledError}.
 */
export function joinOutcomes(fork: ForkNode, outcomes: readonly LaneOutcome[], firstFailed?: number): JoinOutcome {
  assert(
    fork.shape === 'each' || outcomes.length === fork.lanes.length,
    `a join got ${outcomes.length} outcomes of ${fork.lanes.length} lanes`,
  );
  if (fork.mode === 'all') return joinAll(fork, outcomes, firstFailed);
  return firstCanceled(outcomes) ?? { value: shaped(fork, outcomes.map(settled)) };
}
