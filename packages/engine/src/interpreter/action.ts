/** What has to be done after {@link advance} decided: its output. The worker makes one commit of all of them. */
import type { ChildReference } from '@waystone/core';
import type { Mark, NodeId, PointId } from '@waystone/core/graph';
import type { ChildPlan, JoinRule } from '@waystone/core/runtime';
import type { Instant } from '../ports.js';
import type { Continuation, LaneEntry } from './continuation.js';
import type { LaneOutcome } from './event.js';

export interface OpenedLane {
  readonly entry: LaneEntry;
  /** Name for people: the key in an object join, the index otherwise. */
  readonly key: string;
  readonly continuation: Continuation;
}

/** What the lane does next. Exactly one per advance. */
export type Next =
  /** Perform the task at the continuation's node, once the commit is durable. */
  | { readonly kind: 'perform'; readonly task: string }
  | { readonly kind: 'sleep'; readonly wakeAt: Instant }
  /** `wakeAt`: when to give up; absent: never. A poll has `wakeAt` = the event's time. */
  | { readonly kind: 'receive'; readonly signal: string; readonly wakeAt?: Instant }
  /** Never with zero lanes: an empty `each` continues at once, or waits for ever. */
  | { readonly kind: 'fork'; readonly lanes: readonly OpenedLane[]; readonly concurrency?: number; readonly rule: JoinRule }
  /** Start a child of that workflow, of this build. `until`: whether to wait for its end, or only for its start. */
  | {
      readonly kind: 'startChild';
      readonly workflow: string;
      readonly input: unknown;
      readonly plan: ChildPlan;
      readonly until: 'end' | 'start';
    }
  | { readonly kind: 'awaitChild'; readonly reference: ChildReference }
  /** Nothing but a cancel ends the wait: a race of no lanes. */
  | { readonly kind: 'never' }
  | { readonly kind: 'end'; readonly outcome: LaneOutcome };

/** What becomes visible with the same commit. */
export interface Published {
  readonly status: string;
  readonly value: unknown;
}

/** A branch's case or a loop's turn that was passed on the way; for history. */
export interface Passed {
  readonly point: PointId;
  readonly mark: Mark;
}

export interface Advanced {
  /** Where the lane stands now; absent once it ended. */
  readonly continuation?: (Continuation & { readonly node: NodeId }) | undefined;
  readonly next: Next;
  readonly published: readonly Published[];
  readonly passed: readonly Passed[];
}
