/** What a lane that was just claimed has to do: perform its task, take an event, or end without having run. */
import { CanceledError, SignalTimeoutError, WorkerLostError, assert } from '@waystone/core';
import type { ForkNode, Node } from '@waystone/core/graph';
import type { JoinTerms } from '@waystone/core/runtime';
import { atEntry } from '../interpreter/continuation.js';
import type { Event, LaneOutcome } from '../interpreter/event.js';
import { joinLanes } from '../interpreter/join-outcome.js';
import type { Instant } from '../ports.js';
import type { EndedLane } from '../store/store.js';
import { canceledError } from './canceled.js';
import { arriveFromChild, arriveFromResult } from './children.js';
import type { ChildEnd } from './children.js';
import type { HeldLane } from './held-lane.js';
import { thrownAt } from './thrown-at.js';

/** An event for `advance`, and what its commit has to say beside the step. */
export interface Arrived {
  readonly event: Event;
  /** Since when the node that ends with this event was under way. */
  readonly startedAt: Instant;
  /** 1-based attempt that ended, for history. */
  readonly attempt: number;
  readonly consumed?: number;
  readonly cancelDelivered?: boolean;
}

export type Arrival = { readonly do: 'perform' } | { readonly do: 'advance'; readonly arrived: Arrived } | { readonly do: 'drop' };

export function arrive(held: HeldLane, at: Instant, maxLosses: number): Arrival {
  const { claimed } = held;
  if (claimed.node === atEntry && held.request === 'cancel') return { do: 'drop' };
  if (claimed.losses >= maxLosses) return rejected(held, at, new WorkerLostError(claimed.node, claimed.losses));
  if (claimed.node === atEntry) return advance(held, { at, kind: 'entered' });
  const node = held.workflow.node(claimed.node);
  if (node.kind === 'fork') return arriveAtJoin(held, at, node);
  if (node.kind === 'child') return childEnded(held, at, arriveFromChild(held, node));
  if (node.kind === 'childResult') return childEnded(held, at, arriveFromResult(held));
  if (held.request === 'cancel') return deliverCancel(held, at);
  return waits[node.kind](held, at, node as never);
}

/** The flow sees the cancel request at the wait where it stands. */
export function deliverCancel(held: HeldLane, at: Instant): Arrival & { do: 'advance' } {
  return rejected(held, at, canceledError(held.claimed), { cancelDelivered: true });
}

function childEnded(held: HeldLane, at: Instant, end: ChildEnd): Arrival {
  if (end.kind === 'canceled') return deliverCancel(held, at);
  if (end.kind === 'fulfilled') return advance(held, { at, ...end });
  return advance(held, { at, kind: 'rejected', error: end.error }, end.cancelDelivered ? { cancelDelivered: true } : {});
}

/** The kinds of waits that a cancel ends at once. */
type PlainWait = Exclude<Node, { kind: 'fork' | 'child' | 'childResult' }>;

const waits: { readonly [K in PlainWait['kind']]: (held: HeldLane, at: Instant, node: Extract<PlainWait, { kind: K }>) => Arrival } = {
  task: () => ({ do: 'perform' }),
  sleep: (held, at) => advance(held, { at, kind: 'fulfilled', value: undefined }),
  signal: (held, at, node) => {
    const { signal } = held.claimed;
    if (signal) return advance(held, { at, kind: 'fulfilled', value: held.workflow.codec.open(signal.envelope) }, { consumed: signal.sid });
    if (node.take === 'poll') return advance(held, { at, kind: 'fulfilled', value: undefined });
    return rejected(held, at, new SignalTimeoutError(node.signal));
  },
};

function arriveAtJoin(held: HeldLane, at: Instant, fork: ForkNode): Arrival {
  const ended = held.claimed.ended ?? [];
  if (ended.length === 0) {
    assert(held.request === 'cancel', `lane "${held.claimed.lane}" of "${held.claimed.instanceId}" was woken before its join`);
    return deliverCancel(held, at);
  }
  const ends = ended.map((lane) => ({ position: lane.position, ordinal: lane.ordinal, outcome: outcomeOf(held, lane) }));
  const { outcome, by, canceled } = joinLanes(fork, held.takeValue() as JoinTerms | undefined, ends);
  if (canceled && held.request === 'cancel') return deliverCancel(held, at);
  // A lane that decided by itself says nothing of the cancel: the flow will see it at its next wait.
  const isDelivered = held.request === 'cancel' && ended.some((lane) => lane.position === by && lane.request === 'canceling');
  return advance(held, { at, kind: 'joined', outcome }, isDelivered ? { cancelDelivered: true } : {});
}

function outcomeOf(held: HeldLane, lane: EndedLane): LaneOutcome {
  const content = lane.envelope && held.workflow.codec.open(lane.envelope);
  if (isOwnCancel(lane)) return { status: 'failed', error: content };
  switch (lane.end) {
    case 'completed':
      return { status: 'completed', value: content };
    case 'failed':
      return { status: 'failed', error: content };
    case 'canceled':
      return { status: 'canceled', error: content ?? new CanceledError('The lane was canceled before it ran') };
  }
}

/** The author's code threw a `CanceledError` though nobody had asked for a cancel: to the join that is a failure. */
function isOwnCancel({ end, request, envelope }: EndedLane): boolean {
  return end === 'canceled' && request === 'none' && envelope !== undefined;
}

/** The engine itself throws at the wait. */
function rejected(held: HeldLane, at: Instant, error: Error, beside: Pick<Arrived, 'cancelDelivered'> = {}): Arrival & { do: 'advance' } {
  return advance(held, { at, kind: 'rejected', error: thrownAt(held, held.claimed.node, error) }, beside);
}

function advance(held: HeldLane, event: Event, beside: Pick<Arrived, 'consumed' | 'cancelDelivered'> = {}): Arrival & { do: 'advance' } {
  return { do: 'advance', arrived: { event, startedAt: held.claimed.since, attempt: 1, ...beside } };
}
