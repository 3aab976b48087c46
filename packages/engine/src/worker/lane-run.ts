/**
 * Drives one claimed lane until it is given back: what it has to do, the pure step, its one commit, the next task.
 *
 * Always: a task begins only after the commit that decided on it is durable, or when only steps of pure tasks are not, and only
 * while the lease of this worker holds; a lane that was lost is dropped at once.
 */
import { StoreClosedError, assert } from '@waystone/core';
import type { Logger, TaskPolicy } from '@waystone/core';
import type { TaskNode } from '@waystone/core/graph';
import type { TaskSurroundings } from '@waystone/core/runtime';
import type { Standing } from '../interpreter/envelope.js';
import type { Instant, Ports } from '../ports.js';
import type { Brought, CommitResult, Envelope, StepCommit, Store } from '../store/store.js';
import { covers } from '../tags.js';
import type { Tags } from '../tags.js';
import { arrive, deliverCancel } from './arrive.js';
import type { Arrival, Arrived } from './arrive.js';
import { ask } from './ask.js';
import type { HeldLane } from './held-lane.js';
import type { Outage } from './outage.js';
import { perform } from './perform.js';
import type { AttemptOutcome } from './perform.js';
import { performTogether } from './perform-together.js';
import type { Committed } from './perform-together.js';
import { publisherOf } from './publisher.js';
import { retryDelay } from './retry.js';
import type { Slots } from './slots.js';
import type { StoreClock } from './store-clock.js';
import { dropLane, historyEntry, retryLater, takeStep } from './step.js';
import type { Rejected, Taken } from './step.js';
import { withStepBehind } from './step-behind.js';

export interface LaneWork {
  readonly store: Store;
  readonly ports: Ports;
  readonly clock: StoreClock;
  readonly logger: Logger;
  /** Of tasks that have no transaction to run in. */
  readonly surroundings: TaskSurroundings;
  readonly outage: Outage;
  /** What this worker has. */
  readonly tags: Tags;
  /** Whether the lane gives up its slot with its next step, since it had its turn and others wait for one. */
  readonly givesWay: () => boolean;
  /** How many lanes may come into the hands of this worker with a step, the slot of the lane included. */
  readonly room: () => number;
  readonly slots: Slots;
  /** Holds a lane that came with the last step of another; one that goes on with what is not known here is given back. */
  readonly takeOver: (from: HeldLane, lane: HeldLane, isKnown: boolean) => void;
  /** Lanes may be held that nobody here knows of. */
  readonly recover: () => void;
  /** Workers lost in a row at one step before it fails. */
  readonly maxLosses: number;
  /** Whether the lease holds for certain: if not, others may perform what would begin here. */
  readonly isLeased: () => boolean;
  /** Aborted when the worker finishes what is running and begins no further task. */
  readonly draining: AbortSignal;
  /** Aborted when the worker gives up its lanes. */
  readonly stopped: AbortSignal;
}

/** @param isKnown Whether all is known here that it goes on with; else it is given back. */
export async function runLane(held: HeldLane, work: LaneWork, isKnown = true): Promise<void> {
  try {
    for (let turn: Turn | undefined = isKnown ? begin(held, work) : givingBack; turn;) turn = await take(held, turn, work);
  } catch (error) {
    await setAside(held, error, work);
  }
}

/** What a lane does next; `undefined`: it is no longer this worker's. */
type Turn =
  | Arrival
  /** The attempt failed and is tried again at `wakeAt`. */
  | { readonly do: 'retry'; readonly arrived: Arrived & { readonly event: Rejected }; readonly wakeAt: Instant }
  /** Others are to go on with it. `tags`: what they have to have. */
  | { readonly do: 'giveBack'; readonly tags?: Tags };

const performing: Turn = { do: 'perform' };
const givingBack: Turn = { do: 'giveBack' };

function begin(held: HeldLane, work: LaneWork): Turn {
  if (!mayBegin(work)) return givingBack;
  const arrival = arrive(held, work.clock.now(), work.maxLosses);
  if (arrival.do !== 'perform') return arrival;
  // The build that this worker runs may ask for other tags at this task than the one that brought the lane here.
  const tags = held.tagsAt(held.node);
  return tags === undefined || covers(work.tags, tags) ? arrival : { do: 'giveBack', tags };
}

function mayBegin({ draining, isLeased }: LaneWork): boolean {
  return !draining.aborted && isLeased();
}

/** One wait: for a task, or for a commit. */
function take(held: HeldLane, turn: Turn, work: LaneWork): Promise<Turn | undefined> {
  switch (turn.do) {
    case 'perform':
      return performNode(held, work);
    case 'advance':
      return stepOn(held, turn.arrived, work);
    case 'drop':
      return leaveWith(held, dropLane(held), work);
    case 'retry':
      return leaveWith(held, retryLater(held, turn.arrived, turn.wakeAt), work);
    case 'giveBack':
      return ask(work, () => work.store.release(held.fence, turn.tags)).then(() => undefined);
  }
}

async function leaveWith(held: HeldLane, step: StepCommit, work: LaneWork): Promise<undefined> {
  await commit(held, step, work);
}

async function stepOn(held: HeldLane, arrived: Arrived, work: LaneWork): Promise<Turn | undefined> {
  const taken = takeStep(held, arrived, work);
  const { step, standing, fork } = taken;
  if (standing && mayPutOff(held, step, { arrived, standing, work })) {
    held.putOff(step, standing);
    return performing;
  }
  if (asksForLanes(taken)) return commitExpecting(held, withStepBehind(held, taken, work), work);
  return goOn(held, { step, standing, fork, result: await commit(held, step, work) }, work);
}

function asksForLanes({ step: { then }, fork }: Taken): boolean {
  return fork !== undefined || (then.kind === 'end' && then.joinsHere === true);
}

/** The lanes that come with it have slots, and are no strays. */
async function commitExpecting(held: HeldLane, taken: Taken, work: LaneWork): Promise<Turn | undefined> {
  const arrived = work.slots.expect(taken.fork?.lanes.length ?? 0);
  try {
    return goOn(held, { ...taken, result: await commit(held, taken.step, work) }, work);
  } finally {
    arrived();
  }
}

/** Bounds what is performed again if this process dies. */
const mostPutOff = 16;

interface Stepping {
  readonly arrived: Arrived;
  readonly standing: Standing;
  readonly work: LaneWork;
}

/** The step of a pure task may wait for the one after it: whoever performs it again comes to the same. */
function mayPutOff(held: HeldLane, step: StepCommit, { arrived, standing, work }: Stepping): boolean {
  if (arrived.event.kind !== 'fulfilled' || !isPure(held)) return false;
  const isFree = held.request === 'none' && mayBegin(work) && held.putOffSteps < mostPutOff;
  return isFree && step.tags === undefined && policyAt(held, standing.node)?.transactional !== true;
}

function isPure(held: HeldLane): boolean {
  return policyAt(held, held.node)?.pure === true;
}

function policyAt({ workflow }: HeldLane, node: string): TaskPolicy | undefined {
  const place = workflow.program.graph.nodes[node];
  return place?.kind === 'task' ? workflow.policy(place.task) : undefined;
}

function goOn(held: HeldLane, { result, ...taken }: Committed, work: LaneWork): Turn | undefined {
  if (result.status === 'lost') return undefined;
  const { step, standing } = taken;
  tellOfFailure(held, step, work);
  takeWhatCame(held, { ...taken, brought: result.brought ?? {} }, work);
  if (!result.kept) return undefined;
  assert(standing, 'a lane was kept that has no task to perform');
  held.moveTo(standing, result.request);
  if (!mayBegin(work)) return givingBack;
  return held.request === 'cancel' ? deliverCancel(held, work.clock.now()) : performing;
}

interface Came extends Pick<Taken, 'step' | 'fork' | 'behind'> {
  readonly brought: Brought;
}

function takeWhatCame(held: HeldLane, { step: { then }, fork, behind, brought }: Came, work: LaneWork): void {
  const { place } = held;
  if (then.kind === 'end') place?.fork.ended(place.position, then);
  if (brought.isRepeated) work.recover();
  if (brought.opened) for (const lane of fork?.lanes ?? []) work.takeOver(held, lane, true);
  if (!brought.joined || !place) return;
  if (brought.wentOn && behind) return work.takeOver(held, place.fork.behind(behind, brought.joined), true);
  const { lane, isKnown } = place.fork.join(brought.joined);
  work.takeOver(held, lane, isKnown);
}

/** What failed is worth a line in the log of the worker that saw it, even if a client gets the error as well. */
function tellOfFailure(held: HeldLane, { then }: StepCommit, { logger }: LaneWork): void {
  const { instanceId, lane } = held.claimed;
  const failed = then.kind === 'fail' || (then.kind === 'end' && then.end === 'failed' && lane === '');
  if (!failed) return;
  const error = held.workflow.codec.open(then.envelope);
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  logger.warn(`instance "${instanceId}" of workflow "${held.workflow.program.graph.workflow}" failed at "${held.node}": ${what}`);
}

async function performNode(held: HeldLane, work: LaneWork): Promise<Turn | undefined> {
  const node = held.workflow.node(held.node) as TaskNode;
  const startedAt = work.clock.now();
  const { transactional = false } = held.workflow.policy(node.task);
  const outcome = transactional ? await performTogether(held, node, work) : await performAlone(held, node, work);
  if (outcome && 'result' in outcome) return goOn(held, outcome, work);
  return !outcome || held.givenUpFor ? undefined : afterAttempt(held, { node, startedAt, outcome }, work);
}

function performAlone(held: HeldLane, node: TaskNode, work: LaneWork): Promise<AttemptOutcome> {
  const { ports, logger, surroundings } = work;
  return perform(held, node, { clock: ports.clock, logger, surroundings, publisher: (fence) => publisherOf(held, fence, work) });
}

interface EndedAttempt {
  readonly node: TaskNode;
  readonly startedAt: Instant;
  readonly outcome: AttemptOutcome;
}

function afterAttempt(held: HeldLane, { node, startedAt, outcome }: EndedAttempt, work: LaneWork): Turn {
  const at = work.clock.now();
  const attempt = held.attempt + 1;
  if (outcome.ok) return { do: 'advance', arrived: { event: { at, kind: 'fulfilled', value: outcome.value }, startedAt, attempt } };
  if (held.request === 'cancel') return { do: 'advance', arrived: { ...deliverCancel(held, at).arrived, startedAt, attempt } };
  const arrived = { event: { at, kind: 'rejected', error: outcome.error }, startedAt, attempt } as const;
  const delay = retryDelay(held.workflow.policy(node.task).retry, attempt, outcome.error, work.ports.random);
  return delay === undefined ? { do: 'advance', arrived } : { do: 'retry', arrived, wakeAt: at + delay };
}

/** Sends the same commit until the store has answered: it is recognized if it had been applied already. */
function commit(held: HeldLane, step: StepCommit, work: LaneWork): Promise<CommitResult> {
  // If it was refused, it is asked for again with this one.
  if (held.storing) return held.storing.catch(() => undefined).then(() => commit(held, step, work));
  const whole = held.withPutOff(step);
  return ask(work, () => work.store.commit(whole));
}

/** The lane cannot go on: bytes that cannot be read, a step that the database refuses. It waits for the operator; all others go on. */
async function setAside(held: HeldLane, error: unknown, work: LaneWork): Promise<void> {
  if (work.stopped.aborted || held.givenUpFor || error instanceof StoreClosedError) return;
  const { instanceId, lane } = held.claimed;
  const problem = error instanceof Error ? error.message : String(error);
  work.logger.error(
    `instance "${instanceId}" cannot go on at "${held.node}"${lane === '' ? '' : ` in lane "${lane}"`}: ${problem}; ` +
      `nothing of it is lost: mend the cause, then resume the instance`,
    { error },
  );
  const at = work.clock.now();
  const result = { outcome: 'failed', ...sealProblem(held, error) } as const;
  const history = historyEntry('outcomes', held, { startedAt: at, attempt: held.attempt + 1, event: { at } }, result);
  // Steps that were put off are made again.
  const step: StepCommit = { fence: held.storedFence, then: { kind: 'setAside' }, published: [], ...history };
  // Whatever is wrong now, the lane must not stay with a worker that does nothing for it.
  await ask(
    work,
    () => work.store.commit(step),
    (refused) => !(refused instanceof StoreClosedError),
  ).catch(() => undefined);
}

/** What history says of it. An error that cannot be stored, whatever is left out of it, must not keep the lane here. */
function sealProblem(held: HeldLane, error: unknown): { readonly envelope?: Envelope } {
  for (const tell of [() => error, () => new Error(`an error that cannot be stored: ${String(error).slice(0, 1_000)}`)]) {
    try {
      return { envelope: held.workflow.sealError(tell()) };
    } catch {
      // The next one says less.
    }
  }
  return {};
}
