/** What every kind of node is told when a lane reaches it, and what it can answer. */
import type { Graph, NodeId } from '@waystone/core/graph';
import type { Frame } from '@waystone/core/runtime';
import type { Instant } from '../../ports.js';
import type { Next } from '../action.js';

export interface Arrival {
  readonly graph: Graph;
  readonly id: NodeId;
  readonly frame: Frame;
  /** Time of the event that set the lane going. */
  readonly at: Instant;
}

/** The lane waits; or there is nothing to wait for, as the result is known; or the author asked for the impossible. */
export type Arrived = { readonly next: Next } | { readonly value: unknown } | { readonly error: unknown };

/** Arrives at a node of one kind with the value that it was reached with. */
export type Arrive<N> = (arrival: Arrival, node: N, value: unknown) => Arrived;
