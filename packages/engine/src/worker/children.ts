/**
 * Children, as the worker of their parent sees them: what one is started with, and how its end reaches the flow.
 *
 * Always: what a child is called follows from the step that starts it, so that the same step means the same child.
 */
import { createHash } from 'node:crypto';
import {
  ChildCanceledError,
  InstanceExistsError,
  InstanceNotFoundError,
  TerminatedError,
  assert,
  defaultPriority,
  defaultQueue,
} from '@waystone/core';
import type { ChildReference } from '@waystone/core';
import type { ChildNode } from '@waystone/core/graph';
import { maxInstanceIdBytes } from '@waystone/core/runtime';
import { sealBeginning } from '../beginning.js';
import type { Next } from '../interpreter/action.js';
import type { ChildStart, ClaimedChild } from '../store/store.js';
import type { HeldLane } from './held-lane.js';
import type { LoadedChild } from './load-children.js';
import { thrownAt } from './thrown-at.js';

type Starting = Extract<Next, { readonly kind: 'startChild' }>;

/** What a child is started with, and the reference by which the flow will know it. */
export interface NewChild {
  readonly start: ChildStart;
  readonly reference: ChildReference;
}

/** @throws {ValueNotStorableError}, {ValueTooLargeError} if the input cannot be stored. */
export function newChild(held: HeldLane, { workflow, input, plan }: Starting): NewChild {
  const { graph, codec } = childOf(held, workflow);
  const { id, onParentClose, queue, priority, tags, startAt } = plan;
  const uid = uidOf(held);
  const instanceId = id ?? derivedId(held.claimed.instanceId, workflow, uid);
  const start: ChildStart = {
    ...sealBeginning(codec, graph, input),
    instanceId,
    uid,
    onParentClose,
    queue: queue ?? graph.queue ?? defaultQueue,
    priority: priority ?? graph.priority ?? defaultPriority,
    ...(tags && { tags }),
    ...(startAt !== undefined && { startAt }),
  };
  return { start, reference: { instanceId, workflow, uid } };
}

function childOf({ workflow: parent }: HeldLane, workflow: string): LoadedChild {
  const child = parent.children.get(workflow);
  assert(child, `graph ${parent.program.graph.hash} starts workflow "${workflow}", which its program does not have`);
  return child;
}

/** As unique as the step itself, and no longer however deep children are nested. */
function uidOf({ claimed: { uid, lane }, fence: { seq } }: HeldLane): string {
  return createHash('sha256').update(`${uid}/${lane}/${seq}`).digest('hex');
}

const derivedHexDigits = 16;
const longestWorkflow = 100;

/** Begins like the parent's id and the workflow, as far as there is room. */
function derivedId(parentId: string, workflow: string, uid: string): string {
  const own = `/${cut(workflow, longestWorkflow)}-${uid.slice(0, derivedHexDigits)}`;
  return `${cut(parentId, maxInstanceIdBytes - Buffer.byteLength(own))}${own}`;
}

/** The longest beginning of a text that takes at most so many bytes. */
function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let kept = '';
  for (const character of text) {
    if (Buffer.byteLength(kept) + Buffer.byteLength(character) > bytes) break;
    kept += character;
  }
  return kept;
}

/** How the wait for a child ends; the flow may learn thereby that it was canceled. */
export type ChildEnd =
  | { readonly kind: 'fulfilled'; readonly value: unknown }
  | { readonly kind: 'rejected'; readonly error: unknown; readonly cancelDelivered?: boolean }
  /** The cancel that was asked of the lane ends the wait. */
  | { readonly kind: 'canceled' };

/** A lane that started a child, or found its id taken, was woken. */
export function arriveFromChild(held: HeldLane, { until }: ChildNode): ChildEnd {
  const { child } = held.claimed;
  const reference = referenceOf(held);
  if (!child) return orCanceled(held, new InstanceExistsError(reference.instanceId));
  return until === 'start' ? { kind: 'fulfilled', value: reference } : endOf(held, reference, child);
}

/** A lane that waits for a child which was started before was woken. */
export function arriveFromResult(held: HeldLane): ChildEnd {
  const { child } = held.claimed;
  const reference = referenceOf(held);
  if (!child) return orCanceled(held, new InstanceNotFoundError(reference.instanceId));
  // This wait has asked nothing of the child, whoever else did.
  return endOf(held, reference, { ...child, cancelRequested: false });
}

function orCanceled(held: HeldLane, error: Error): ChildEnd {
  return held.request === 'cancel' ? { kind: 'canceled' } : { kind: 'rejected', error: thrownAt(held, held.claimed.node, error) };
}

/** A result that is there is given though the lane was canceled: it learns that at its next wait. */
function endOf(held: HeldLane, { instanceId, workflow }: ChildReference, child: ClaimedChild): ChildEnd {
  assert(
    child.end || held.request === 'cancel',
    `lane "${held.claimed.lane}" of "${held.claimed.instanceId}" was woken before its child had ended`,
  );
  if (!child.end) return { kind: 'canceled' };
  const codec = held.workflow.children.get(workflow)?.codec ?? held.workflow.codec;
  const content = child.outcome && codec.open(child.outcome);
  switch (child.end) {
    case 'completed':
      return { kind: 'fulfilled', value: content };
    case 'failed':
      return { kind: 'rejected', error: content, cancelDelivered: held.request === 'cancel' && child.cancelRequested };
    case 'canceled':
      return orCanceled(held, child.terminated ? new TerminatedError(instanceId) : new ChildCanceledError(instanceId));
  }
}

function referenceOf(held: HeldLane): ChildReference {
  return held.takeValue() as ChildReference;
}
