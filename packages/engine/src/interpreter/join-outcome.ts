/**
 * How the ends of a fork's lanes become the value or the error with which a flow goes on after its join.
 *
 * Always: the lanes that ended up to the decision say what the join gives; a lane that was canceled says nothing.
 */
import { CanceledError, assert } from '@waystone/core';
import type { ForkNode, ForkValue } from '@waystone/core/graph';
import { decide, joinOutcome, joinRule, type JoinOutcome, type JoinTerms, type LaneEnd } from '@waystone/core/runtime';
import type { LaneOutcome } from './event.js';

/** How a lane of a fork ended. */
export interface EndOfLane {
  /** Where it was written. */
  readonly position: number;
  /** When it ended, among the others. */
  readonly ordinal: number;
  readonly outcome: LaneOutcome;
}

/** What a join gives, and which lane decided it; absent: the end of all lanes did. */
export interface Joining {
  readonly outcome: JoinOutcome;
  readonly by?: number;
  /** Lanes were canceled before anything was decided: the whole was. */
  readonly canceled?: true;
}

/** What of a fork's value its join needs; `undefined`: nothing. */
export function termsOf({ atLeast, tolerate }: ForkValue): JoinTerms | undefined {
  if (atLeast === undefined && tolerate === undefined) return undefined;
  return { ...(atLeast !== undefined && { atLeast }), ...(tolerate !== undefined && { tolerate }) };
}

function laneEnd({ position, outcome }: EndOfLane): readonly LaneEnd[] {
  if (outcome.status === 'canceled') return [];
  return outcome.status === 'completed'
    ? [{ position, succeeded: true, value: outcome.value }]
    : [{ position, succeeded: false, error: outcome.error }];
}

function canceledError(ended: readonly EndOfLane[]): CanceledError | undefined {
  const canceled = ended.map(({ outcome }) => outcome).find(({ status }) => status === 'canceled');
  if (canceled === undefined || canceled.status === 'completed') return undefined;
  return canceled.error instanceof CanceledError ? canceled.error : new CanceledError();
}

/**
 * Joins the lanes of a fork, of which all have ended. `terms`: what the lane that stands there keeps of the fork's value.
 *
 * A cancel that came before the decision rejects with {@link CanceledError}.
 */
export function joinLanes(fork: ForkNode, terms: JoinTerms | undefined, ended: readonly EndOfLane[]): Joining {
  assert(fork.shape === 'each' || ended.length === fork.lanes.length, `a join got ${ended.length} outcomes of ${fork.lanes.length} lanes`);
  const inOrder = ended.toSorted((one, other) => one.ordinal - other.ordinal);
  const decision = decide(joinRule(fork.mode, ended.length, terms), inOrder.flatMap(laneEnd));
  const error = decision.by === undefined ? canceledError(ended) : undefined;
  if (error !== undefined) return { outcome: { error }, canceled: true };
  const names = fork.shape === 'object' ? fork.lanes.map(({ key }) => key) : ended.length;
  const outcome = joinOutcome(fork.mode, names, decision);
  return decision.by === undefined ? { outcome } : { outcome, by: decision.by.position };
}
