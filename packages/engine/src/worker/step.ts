/**
 * One step as its commit: the pure decision of `advance`, with every value sealed.
 *
 * A value that cannot be stored is never thrown into the author's code: it fails the instance at its node.
 */
import { ValueNotStorableError, ValueTooLargeError, assert } from '@waystone/core';
import type { HistoryPolicy } from '@waystone/core';
import type { NodeId } from '@waystone/core/graph';
import type { Advanced, Next } from '../interpreter/action.js';
import { advance } from '../interpreter/advance.js';
import { atEntry } from '../interpreter/continuation.js';
import type { Continuation } from '../interpreter/continuation.js';
import type { Event, LaneOutcome } from '../interpreter/event.js';
import type { Instant } from '../ports.js';
import type { HistoryEntry, StepCommit, Then } from '../store/store.js';
import { covers } from '../tags.js';
import type { Tags } from '../tags.js';
import type { Arrived } from './arrive.js';
import { canceledError } from './canceled.js';
import { newChild } from './children.js';
import { openFork } from './fork-in-hand.js';
import type { ForkInHand, StepBehind } from './fork-in-hand.js';
import type { HeldLane } from './held-lane.js';
import type { LoadedWorkflow } from './registry.js';
import type { Standing } from '../interpreter/envelope.js';

export type Rejected = Extract<Event, { readonly kind: 'rejected' }>;

/** What decides whether the worker performs the next task itself. */
export interface Place {
  /** The tags of this worker. */
  readonly tags: Tags;
  /** Whether the lane had its turn and others wait for a slot. */
  readonly givesWay: () => boolean;
  /**
   * How many lanes may come into the hands of this worker with the step, its own slot included. Absent: none may, nor the
   * lane that waits for this one.
   */
  readonly room?: () => number;
}

/** A step, not yet committed. */
export interface Taken {
  readonly step: StepCommit;
  /** What the lane stands with afterwards, if it is to stay here. */
  readonly standing: Standing | undefined;
  /** The fork that it opens, if lanes of that are to be held here. */
  readonly fork?: ForkInHand | undefined;
  /** What the lane does that waits for this one, if this is the last of its fork. */
  readonly behind?: StepBehind | undefined;
}

/** A step to the next task with which nothing goes but its history: whoever takes it again comes to the same. */
export function isPlain({ step, standing }: Taken): boolean {
  const goesOn = standing !== undefined && step.then.kind === 'keep';
  return goesOn && step.published.length === 0 && step.tags === undefined && step.historyLimit === undefined;
}

export function takeStep(held: HeldLane, arrived: Arrived, place: Place): Taken {
  return orFail(held, arrived, () => advanceLane(held, arrived, place));
}

/** The attempt failed and is tried again at `wakeAt`. */
export function retryLater(held: HeldLane, arrived: Arrived & { readonly event: Rejected }, wakeAt: Instant): StepCommit {
  return orFail(held, arrived, () => {
    const envelope = held.workflow.sealError(arrived.event.error);
    const history = historyEntry(held.workflow.program.graph.history, held, arrived, { outcome: 'retried', envelope });
    const step: StepCommit = { fence: held.fence, then: { kind: 'retry', wakeAt }, published: [], ...history };
    return { step, standing: undefined };
  }).step;
}

/** The lane was canceled before it ran. */
export function dropLane(held: HeldLane): StepCommit {
  const error = canceledError(held.claimed);
  const then: Then = { kind: 'end', end: 'canceled', envelope: held.workflow.sealError(error) };
  return { fence: held.fence, then, published: [], spreads: spreads(held, then) };
}

function orFail(held: HeldLane, arrived: Arrived, make: () => Taken): Taken {
  try {
    return make();
  } catch (thrown) {
    const error = named(thrown, placeOf(held));
    if (error instanceof ValueNotStorableError || error instanceof ValueTooLargeError)
      return { step: failInstance(held, arrived, error), standing: undefined };
    throw error;
  }
}

/** Where the lane stood, or the point that it began with. */
function placeOf({ node, claimed: { entry }, workflow }: HeldLane): string {
  if (node !== atEntry) return node;
  const fork = entry.fork === null ? undefined : workflow.node(entry.fork);
  return fork?.kind === 'fork' ? (fork.lanes[entry.lane]?.entry ?? node) : workflow.program.graph.entry;
}

/** Says of a value that cannot be stored at which node, unless that was said. */
function namingNode<Result>(node: string, make: () => Result): Result {
  try {
    return make();
  } catch (error) {
    throw named(error, node);
  }
}

function named(error: unknown, node: string): unknown {
  if (!(error instanceof ValueNotStorableError) || error.node !== undefined) return error;
  return new ValueNotStorableError(error.path, error.found, node);
}

/** The instance cannot go on for a reason that is not the author's to catch. */
function failInstance(held: HeldLane, arrived: Arrived, error: Error): StepCommit {
  const envelope = held.workflow.sealError(error);
  const history = historyEntry(held.workflow.program.graph.history, held, arrived, { outcome: 'failed', envelope });
  const then: Then = { kind: 'fail', envelope };
  const { consumed, cancelDelivered } = arrived;
  return { fence: held.fence, then, published: [], spreads: spreads(held, then), consumed, cancelDelivered, ...history };
}

/** Nearly every step has the same members in the same order, whether there is something in them or not. */
function advanceLane(held: HeldLane, arrived: Arrived, place: Place): Taken {
  const { program, instance, codec } = held.workflow;
  const { event, envelope } = settle(held, arrived.event);
  const advanced = advance(program, instance, held.claimed.entry, held.takeOrigin(), event);
  const { then, standing, fork } = leadTo(held, advanced, { place, at: event.at });
  const continuation = 'envelope' in then && program.graph.history === 'full' ? then.envelope : undefined;
  const told = { outcome: outcomeOf(arrived), envelope, marks: marksOf(advanced), continuation };
  const { history, historyLimit } = historyEntry(program.graph.history, held, arrived, told);
  const published = advanced.published.map(({ status, value }) => ({ name: status, envelope: codec.seal(value, `status ${status}`) }));
  const step: StepCommit = {
    fence: held.fence,
    then,
    at: event.at,
    published,
    spreads: spreads(held, then),
    endsAlone: endsAlone(held, then),
    joined: event.kind === 'joined' ? true : undefined,
    tags: 'node' in then ? held.tagsAt(then.node) : undefined,
    consumed: arrived.consumed,
    cancelDelivered: arrived.cancelDelivered,
    history,
    historyLimit,
  };
  return { step, standing, fork };
}

function marksOf({ passed }: Advanced): string | undefined {
  return passed.length === 0 ? undefined : JSON.stringify(passed.map(({ point, mark }) => ({ point, ...mark })));
}

/** What history says of the node that ended. */
function outcomeOf({ event, cancelDelivered }: Arrived): HistoryEntry['outcome'] {
  if (event.kind === 'rejected') return cancelDelivered ? 'canceled' : 'failed';
  return event.kind === 'joined' && 'error' in event.outcome ? 'failed' : 'completed';
}

interface LeadsTo {
  readonly then: Then;
  readonly standing?: Standing;
  readonly fork?: ForkInHand | undefined;
}

interface Leading {
  readonly place: Place;
  /** When the step is taken. */
  readonly at: Instant;
}

function leadTo(held: HeldLane, { next, continuation }: Advanced, { place, at }: Leading): LeadsTo {
  if (next.kind === 'end') return { then: { kind: 'end', ...endOf(held, next.outcome), ...joinsHere(held, next.outcome, place) } };
  assert(continuation, 'a lane goes on and stands nowhere');
  if (next.kind === 'fork') return forkInto(held, { next, continuation }, { place, at });
  if (next.kind === 'startChild') return { then: startChild(held, next, continuation) };
  if (next.kind !== 'perform') return { then: thenOf(held, next, continuation) };
  if (!staysHere(held, continuation.node, place)) return { then: { kind: 'pass', ...held.workflow.sealContinuation(continuation) } };
  const standing = held.workflow.standAt(continuation);
  return { then: { kind: 'keep', node: standing.node, envelope: standing.envelope }, standing };
}

/** The lane rests at its next wait. */
function thenOf(
  held: HeldLane,
  next: Exclude<Next, { kind: 'end' | 'startChild' | 'perform' | 'fork' }>,
  continuation: Continuation,
): Then {
  const { node, envelope } = held.workflow.sealContinuation(continuation);
  switch (next.kind) {
    case 'sleep':
      return { kind: 'park', node, envelope, wakeAt: next.wakeAt };
    case 'receive':
      return { kind: 'park', node, envelope, signal: next.signal, ...(next.wakeAt !== undefined && { wakeAt: next.wakeAt }) };
    case 'awaitChild': {
      const { instanceId, uid } = next.reference;
      return { kind: 'awaitChild', node, envelope, instanceId, uid };
    }
    case 'never':
      return { kind: 'park', node, envelope };
  }
}

interface AtFork {
  readonly next: Extract<Next, { readonly kind: 'fork' }>;
  readonly continuation: Continuation;
}

function forkInto(held: HeldLane, { next, continuation }: AtFork, { place: { tags, room }, at: since }: Leading): LeadsTo {
  const { node, envelope } = held.workflow.sealContinuation(continuation);
  const at = { node, envelope, seq: held.fence.seq + 1, since };
  const { lanes, inHand } = namingNode(node, () => openFork(held, { at, fork: next, room: room?.() ?? 0, tags }));
  const concurrency = next.concurrency === undefined ? {} : { concurrency: next.concurrency };
  return { then: { kind: 'fork', node, envelope, lanes, decidedBy: next.rule, ...concurrency }, fork: inHand };
}

/** The lane keeps the reference only: what the child starts with is in the child. */
function startChild(held: HeldLane, next: Extract<Next, { kind: 'startChild' }>, standing: Continuation): Then {
  const { start: child, reference } = namingNode(standing.node, () => newChild(held, next));
  const { node, envelope } = held.workflow.sealContinuation({ ...standing, value: reference });
  return { kind: 'startChild', node, envelope, child, until: next.until };
}

/** Whether what follows from the step may be more than its own instance. */
function spreads({ claimed, workflow }: HeldLane, then: Then): true | undefined {
  const isEnd =
    then.kind === 'fail' || (then.kind === 'end' && (claimed.entry.fork === null || decides(workflow, claimed.entry.fork, then)));
  return isEnd && (claimed.isChild || workflow.children.size > 0) ? true : undefined;
}

/** Of the main line, where nobody can have started another instance from it, wait for it, or have sent it anything. */
function endsAlone({ claimed, workflow }: HeldLane, then: Then): string | undefined {
  const isAlone = !claimed.isChild && workflow.children.size === 0 && workflow.program.graph.signals.length === 0;
  return then.kind === 'end' && claimed.entry.fork === null && isAlone ? claimed.instanceId : undefined;
}

/** Whether the end of a lane may decide its fork, which cancels its siblings. */
function decides(workflow: LoadedWorkflow, fork: NodeId, { end }: Extract<Then, { kind: 'end' }>): boolean {
  const node = workflow.node(fork);
  // One that ends as canceled though nobody had asked for that has failed.
  return end !== 'completed' || (node.kind === 'fork' && node.mode !== 'all' && node.mode !== 'settled');
}

/** Whether the lane that waits for this one goes on here, if this one is the last. */
function joinsHere({ place }: HeldLane, { status }: LaneOutcome, { room, givesWay }: Place): { readonly joinsHere?: true } {
  return status === 'completed' && place?.fork.mayJoinHere() && room && !givesWay() ? { joinsHere: true } : {};
}

function staysHere(held: HeldLane, node: string, { tags, givesWay }: Place): boolean {
  return covers(tags, held.tagsAt(node) ?? held.tags) && !givesWay();
}

function endOf(held: HeldLane, outcome: LaneOutcome): { end: LaneOutcome['status']; envelope: Uint8Array } {
  const { codec } = held.workflow;
  if (outcome.status !== 'completed') return { end: outcome.status, envelope: held.workflow.sealError(outcome.error) };
  if (held.request !== 'canceling') return { end: 'completed', envelope: codec.seal(outcome.value, 'result') };
  const error = canceledError(held.claimed);
  return { end: 'canceled', envelope: held.workflow.sealError(error) };
}

/** What the flow gets is a copy, as it would be after a crash: a task may go on to change what it returned. */
function settle(held: HeldLane, event: Event): { readonly event: Event; readonly envelope: Uint8Array | undefined } {
  const { codec } = held.workflow;
  if (event.kind === 'fulfilled' && event.value !== undefined) {
    const { envelope, copy } = codec.sealAndCopy(event.value, 'result');
    return { event: { at: event.at, kind: 'fulfilled', value: copy ?? codec.open(envelope) }, envelope };
  }
  if (event.kind === 'rejected') {
    const envelope = held.workflow.sealError(event.error);
    return { event: { ...event, error: codec.open(envelope) }, envelope };
  }
  return { event, envelope: undefined };
}

export function historyEntry(
  policy: HistoryPolicy,
  held: HeldLane,
  { startedAt, attempt, event }: { startedAt: Instant; attempt: number; event: { at: Instant } },
  { outcome, envelope, marks, continuation }: Pick<HistoryEntry, 'outcome' | 'envelope' | 'marks' | 'continuation'>,
): Pick<StepCommit, 'history' | 'historyLimit'> {
  if (policy === 'none') return {};
  const history = { node: held.node, attempt, startedAt, endedAt: event.at, outcome, envelope, marks, continuation };
  return { history, historyLimit: typeof policy === 'object' ? policy.last : undefined };
}
