/**
 * A continuation is all that is left to do in one lane: where it stands and the values that are live there.
 * Nothing else is needed to go on. It is stored after every step.
 */
import type { NodeId, Slot } from '@waystone/core/graph';

/** A lane that has not run yet stands at its entry, which for the main line receives the input. */
export const atEntry = '';

export interface Continuation {
  /** The node at which the lane stands; {@link atEntry}: it has not run yet. */
  readonly node: NodeId | typeof atEntry;
  /** What the node was reached with: a task's arguments, a sleep's duration, a fork's lanes, the input at the entry. */
  readonly value: unknown;
  /** Live values by slot number. */
  readonly kept: Readonly<Record<Slot, unknown>>;
}

/** What a lane goes on from. With what it had reached its node matters no more once that has ended; at the entry it is the input. */
export type Origin = Pick<Continuation, 'node' | 'kept'> & Partial<Pick<Continuation, 'value'>>;

/** Which code a lane runs: the main line, or a lane of a fork. Stored beside the continuation. */
export interface LaneEntry {
  /** The fork that opened the lane; `null`: the main line. */
  readonly fork: NodeId | null;
  /** Index in the fork's `lanes` (0 for every lane of `each`). */
  readonly lane: number;
}
