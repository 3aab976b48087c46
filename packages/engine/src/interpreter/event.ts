/** What happened to a lane: the input of {@link advance}. An event carries its time. */
import type { JoinOutcome } from '@waystone/core/runtime';
import type { Instant } from '../ports.js';

/** How a lane ended. */
export type LaneOutcome =
  | { readonly status: 'completed'; readonly value: unknown }
  | { readonly status: 'failed'; readonly error: unknown }
  | { readonly status: 'canceled'; readonly error: unknown };

export type Event = { readonly at: Instant } & (
  | { readonly kind: 'entered' }
  /** The node's wait ended well: a task's result, a signal's value, `undefined` after a sleep or an empty poll. */
  | { readonly kind: 'fulfilled'; readonly value: unknown }
  /** The node's wait ended badly: a task failed for good, a receive timed out, the lane was canceled. */
  | { readonly kind: 'rejected'; readonly error: unknown }
  /** Every lane of the fork at which this lane stands has ended; `outcome`: what the join gives. */
  | { readonly kind: 'joined'; readonly outcome: JoinOutcome }
);
