/**
 * Drives one claimed lane until it is given back: what it has to do, the pure step, its one commit, the next task.
 *
 * Always: a task begins only after the commit that decided on it is durable, or when only steps of pure tasks are not; a lane
 * that was lost is dropped at once.
 */
import { StoreClosedError, assert } from '@waystone/core';
import type { Logger, TaskPolicy } from '@waystone/core';
import type { TaskNode } from '@waystone/core/graph';
import type { Instant, Ports } from '../ports.js';
import type { CommitResult, Envelope, Fence, StepCommit, Store } from '../store/store.js';
import { covers } from '../tags.js';
import type { Tags } from '../tags.js';
import { arrive, deliverCancel } from './arrive.js';
import type { Arrived } from './arrive.js';
import { ask } from './ask.js';
import type { HeldLane } from './held-lane.js';
import type { Outage } from './outage.js';
import { perform } from './perform.js';
import type { AttemptOutcome } from './perform.js';
import { performTogether } from './perform-together.js';
import type { Committed } from './perform-together.js';
import { Progress } from './progress.js';
import { retryDelay } from './retry.js';
import type { StoreClock } from './store-clock.js';
import { dropLane, historyEntry, retryLater, takeStep } from './step.js';
import type { Taken } from './step.js';

export interface LaneWork {
  readonly store: Store;
  readonly ports: Ports;
  readonly clock: StoreClock;
  readonly logger: Logger;
  readonly outage: Outage;
  /** What this worker has. */
  readonly tags: Tags;
  /** Whether the lane gives up its slot with its next step, since it had its turn and others wait for one. */
  readonly givesWay: () => boolean;
  /** Workers lost in a row at one step before it fails. */
  readonly maxLosses: number;
  /** Aborted when the worker finishes what is running and begins no further task. */
  readonly draining: AbortSignal;
  /** Aborted when the worker gives up its lanes. */
  readonly stopped: AbortSignal;
}

export async function runLane(held: HeldLane, work: LaneWork): Promise<void> {
  try {
    let next = await begin(held, work);
    while (next) next = 'step' in next ? await goOn(held, next, work) : await stepOn(held, next, work);
  } catch (error) {
    await setAside(held, error, work);
  }
}

/** Something that a lane arrived with, or a step that is committed already. */
type Next = Arrived | Committed;

async function begin(held: HeldLane, work: LaneWork): Promise<Next | undefined> {
  if (work.draining.aborted) return giveBack(held, work);
  const arrival = arrive(held, work.clock.now(), work.maxLosses);
  switch (arrival.do) {
    case 'advance':
      return arrival.arrived;
    case 'perform':
      return performClaimed(held, work);
    case 'drop':
      await commit(held, dropLane(held), work);
      return undefined;
  }
}

/** The build that this worker runs may ask for other tags at this task than the one that brought the lane here. */
async function performClaimed(held: HeldLane, work: LaneWork): Promise<Next | undefined> {
  const tags = held.tagsAt(held.node);
  return tags === undefined || covers(work.tags, tags) ? performNode(held, work) : giveBack(held, work, tags);
}

async function stepOn(held: HeldLane, arrived: Arrived, work: LaneWork): Promise<Next | undefined> {
  const taken = takeStep(held, arrived, work);
  if (taken.standing && mayPutOff(held, taken, { arrived, work })) {
    held.putOff(taken.step, taken.standing);
    return performNode(held, work);
  }
  return goOn(held, { ...taken, result: await commit(held, taken.step, work) }, work);
}

/** Bounds what is performed again if this process dies. */
const mostPutOff = 16;

interface Stepping {
  readonly arrived: Arrived;
  readonly work: LaneWork;
}

/** The step of a pure task may wait for the one after it: whoever performs it again comes to the same. */
function mayPutOff(held: HeldLane, { step, standing }: Taken, { arrived, work }: Stepping): boolean {
  if (!standing || arrived.event.kind !== 'fulfilled' || !isPure(held)) return false;
  const isFree = held.request === 'none' && !work.draining.aborted && held.putOffSteps < mostPutOff;
  return isFree && step.tags === undefined && policyAt(held, standing.node)?.transactional !== true;
}

function isPure(held: HeldLane): boolean {
  return policyAt(held, held.node)?.pure === true;
}

function policyAt({ workflow }: HeldLane, node: string): TaskPolicy | undefined {
  const place = workflow.program.graph.nodes[node];
  return place?.kind === 'task' ? workflow.policy(place.task) : undefined;
}

async function goOn(held: HeldLane, { step, standing, result }: Committed, work: LaneWork): Promise<Next | undefined> {
  if (result.status === 'lost') return undefined;
  tellOfFailure(held, step, work);
  if (!result.kept) return undefined;
  assert(standing, 'a lane was kept that has no task to perform');
  held.moveTo(standing, result.request);
  if (work.draining.aborted) return giveBack(held, work);
  return held.request === 'cancel' ? deliverCancel(held, work.clock.now()).arrived : performNode(held, work);
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

async function giveBack(held: HeldLane, work: LaneWork, tags?: Tags): Promise<undefined> {
  await ask(work, () => work.store.release(held.fence, tags));
  return undefined;
}

/** `undefined`: the lane was given back, to be tried again later or by others, or it is no longer this worker's. */
async function performNode(held: HeldLane, work: LaneWork): Promise<Next | undefined> {
  const node = held.workflow.node(held.node) as TaskNode;
  if (!held.workflow.policy(node.task).transactional) return performAlone(held, node, work);
  const startedAt = work.clock.now();
  const outcome = await performTogether(held, node, work);
  if (outcome.done === 'gone') return undefined;
  if (outcome.done === 'committed') return outcome.committed;
  return afterAttempt(held, { node, startedAt, outcome: { ok: false, error: outcome.error } }, work);
}

async function performAlone(held: HeldLane, node: TaskNode, work: LaneWork): Promise<Arrived | undefined> {
  const startedAt = work.clock.now();
  const { fence } = held;
  let progress: Progress | undefined;
  const publish = (name: string, value: unknown): Promise<void> => {
    progress ??= new Progress((status, envelope) => storeStatus(held, fence, { name: status, envelope }, work));
    return publishNow(held, progress, { name, value }, work);
  };
  const outcome = await held.performing(() => perform(held, node, { clock: work.ports.clock, logger: work.logger, publish }));
  return afterAttempt(held, { node, startedAt, outcome }, work);
}

interface EndedAttempt {
  readonly node: TaskNode;
  readonly startedAt: Instant;
  readonly outcome: AttemptOutcome;
}

async function afterAttempt(held: HeldLane, { node, startedAt, outcome }: EndedAttempt, work: LaneWork): Promise<Arrived | undefined> {
  if (held.givenUpFor) return undefined;
  const at = work.clock.now();
  const attempt = held.attempt + 1;
  if (outcome.ok) return { event: { at, kind: 'fulfilled', value: outcome.value }, startedAt, attempt };
  if (held.request === 'cancel') return { ...deliverCancel(held, at).arrived, startedAt, attempt };
  const rejected = { event: { at, kind: 'rejected', error: outcome.error }, startedAt, attempt } as const;
  const delay = retryDelay(held.workflow.policy(node.task).retry, attempt, outcome.error, work.ports.random);
  if (delay === undefined) return rejected;
  await commit(held, retryLater(held, rejected, at + delay), work);
  return undefined;
}

/** Sealed when it is set, so that later changes of the value do not show. */
async function publishNow(
  held: HeldLane,
  progress: Progress,
  { name, value }: { name: string; value: unknown },
  work: LaneWork,
): Promise<void> {
  try {
    await progress.set(name, held.workflow.codec.seal(value, `status ${name}`));
  } catch (error) {
    tellOfUnpublished(held, name, error, work);
  }
}

/**
 * With the fence of its attempt, so that what a task leaves running cannot speak for the next one. Progress that cannot be
 * stored does not stop the task.
 */
async function storeStatus(
  held: HeldLane,
  fence: Fence,
  { name, envelope }: { name: string; envelope: Envelope },
  work: LaneWork,
): Promise<void> {
  try {
    // What the store knows of the lane must be what its fence says.
    await held.storePutOff((step) => ask(work, () => work.store.commit(step)));
    await ask(work, () => work.store.publish(fence, name, envelope));
  } catch (error) {
    tellOfUnpublished(held, name, error, work);
  }
}

function tellOfUnpublished(held: HeldLane, name: string, error: unknown, { logger }: LaneWork): void {
  logger.warn(`status "${name}" of instance "${held.claimed.instanceId}" was not published`, { error });
}

/** Sends the same commit until the store has answered: it is recognized if it had been applied already. */
async function commit(held: HeldLane, step: StepCommit, work: LaneWork): Promise<CommitResult> {
  // If it was refused, it is asked for again with this one.
  await held.storing?.catch(() => undefined);
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
