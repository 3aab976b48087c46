/** What a lane that was just claimed has to do: perform its task, take an event, or end without having run. */
import { CanceledError, SignalTimeoutError, WorkerLostError, assert } from '@waystone/core';
import type { Node } from '@waystone/core/graph';
import { atEntry } from '../interpreter/continuation.js';
import type { Event, LaneOutcome } from '../interpreter/event.js';
import type { Instant } from '../ports.js';
import type { EndedLane } from '../store/store.js';
import type { HeldLane } from './held-lane.js';

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
  if (claimed.losses >= maxLosses) return advance(held, { at, kind: 'rejected', error: new WorkerLostError(claimed.node, claimed.losses) });
  if (claimed.node === atEntry) return advance(held, { at, kind: 'entered' });
  const node = held.workflow.node(claimed.node);
  if (node.kind === 'fork') return arriveAtJoin(held, at, node.mode);
  if (held.request === 'cancel') return deliverCancel(held, at);
  return waits[node.kind](held, at, node as never);
}

/** The flow sees the cancel request at the wait where it stands. */
export function deliverCancel(held: HeldLane, at: Instant): Arrival & { do: 'advance' } {
  const error = new CanceledError(`Instance "${held.claimed.instanceId}" was canceled`);
  return advance(held, { at, kind: 'rejected', error }, { cancelDelivered: true });
}

const waits: { readonly [K in Exclude<Node['kind'], 'fork'>]: (held: HeldLane, at: Instant, node: Extract<Node, { kind: K }>) => Arrival } =
  {
    task: () => ({ do: 'perform' }),
    sleep: (held, at) => advance(held, { at, kind: 'fulfilled', value: undefined }),
    signal: (held, at, node) => {
      const { signal } = held.claimed;
      if (signal)
        return advance(held, { at, kind: 'fulfilled', value: held.workflow.codec.open(signal.envelope) }, { consumed: signal.sid });
      if (node.take === 'poll') return advance(held, { at, kind: 'fulfilled', value: undefined });
      return advance(held, { at, kind: 'rejected', error: new SignalTimeoutError(node.signal) });
    },
  };

function arriveAtJoin(held: HeldLane, at: Instant, mode: 'all' | 'settled'): Arrival {
  const ended = held.claimed.ended;
  assert(ended && ended.length > 0, `lane "${held.claimed.lane}" of "${held.claimed.instanceId}" was woken before its join`);
  const canceled = held.request === 'cancel' && ended.some((lane) => lane.end === 'canceled');
  const failed = ended.filter((lane) => lane.end === 'failed').toSorted((a, b) => a.ordinal - b.ordinal)[0];
  if (canceled && (mode === 'settled' || !failed)) return deliverCancel(held, at);
  const outcomes = ended.map((lane) => outcomeOf(held, lane));
  const event: Event = { at, kind: 'joined', outcomes, ...(failed && mode === 'all' && { firstFailed: failed.position }) };
  // A lane that failed by itself says nothing of the cancel: the flow will see it at its next wait.
  return advance(held, event, canceled && failed?.request === 'canceling' ? { cancelDelivered: true } : {});
}

function outcomeOf(held: HeldLane, lane: EndedLane): LaneOutcome {
  const content = lane.envelope && held.workflow.codec.open(lane.envelope);
  switch (lane.end) {
    case 'completed':
      return { status: 'completed', value: content };
    case 'failed':
      return { status: 'failed', error: content };
    case 'canceled':
      return { status: 'canceled', error: content ?? new CanceledError('The lane was canceled before it ran') };
  }
}

function advance(held: HeldLane, event: Event, beside: Pick<Arrived, 'consumed' | 'cancelDelivered'> = {}): Arrival & { do: 'advance' } {
  return { do: 'advance', arrived: { event, startedAt: held.claimed.since, attempt: 1, ...beside } };
}
