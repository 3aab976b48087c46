/**
 * Drives one claimed lane until it is given back: what it has to do, the pure step, its one commit, the next task.
 *
 * Always: a task begins only after the commit that decided on it is durable; a lane that was lost is dropped at once.
 */
import { EnvelopeError, LeaseLostError, WaystoneError, assert } from '@waystone/core';
import type { Logger } from '@waystone/core';
import type { TaskNode } from '@waystone/core/graph';
import type { Ports } from '../ports.js';
import type { CommitResult, StepCommit, Store } from '../store/store.js';
import { arrive, deliverCancel } from './arrive.js';
import type { Arrived } from './arrive.js';
import type { HeldLane } from './held-lane.js';
import { perform } from './perform.js';
import { retryDelay } from './retry.js';
import type { StoreClock } from './store-clock.js';
import { dropLane, failInstance, historyEntry, isUnstorable, takeStep } from './step.js';

export interface LaneWork {
  readonly store: Store;
  readonly ports: Ports;
  readonly clock: StoreClock;
  readonly logger: Logger;
  /** Workers lost in a row at one step before it fails. */
  readonly maxLosses: number;
  /** Aborted when the worker finishes what is running and begins no further task. */
  readonly draining: AbortSignal;
  /** Aborted when the worker gives up its lanes. */
  readonly stopped: AbortSignal;
}

export async function runLane(held: HeldLane, work: LaneWork): Promise<void> {
  try {
    let arrived = await begin(held, work);
    while (arrived) arrived = await stepOn(held, arrived, work);
  } catch (error) {
    await setAside(held, error, work);
  }
}

async function begin(held: HeldLane, work: LaneWork): Promise<Arrived | undefined> {
  const arrival = arrive(held, work.clock.now(), work.maxLosses);
  switch (arrival.do) {
    case 'advance':
      return arrival.arrived;
    case 'perform':
      return performNode(held, work);
    case 'drop':
      await commit(dropLane(held), work);
      return undefined;
  }
}

async function stepOn(held: HeldLane, arrived: Arrived, work: LaneWork): Promise<Arrived | undefined> {
  const step = takeStep(held, arrived);
  const result = await commitOrFail(held, arrived, step.commit, work);
  if (result.status === 'lost' || !result.kept) return undefined;
  const { then } = step.commit;
  assert(then.kind === 'keep', 'a lane was kept that has no task to perform');
  held.moveTo(then.node, then.envelope, result.request);
  if (work.draining.aborted) return giveBack(held, work);
  return held.request === 'cancel' ? deliverCancel(held, work.clock.now()).arrived : performNode(held, work);
}

async function giveBack(held: HeldLane, work: LaneWork): Promise<undefined> {
  await work.store.release(held.fence);
  return undefined;
}

/** `undefined`: the lane was given back, to be tried again later or by others. */
async function performNode(held: HeldLane, work: LaneWork): Promise<Arrived | undefined> {
  const node = held.workflow.node(held.node) as TaskNode;
  const startedAt = work.clock.now();
  const publish = (name: string, value: unknown): Promise<void> => publishNow(held, name, value, work);
  const outcome = await perform(held, node, { clock: work.ports.clock, logger: work.logger, publish });
  if (work.stopped.aborted || held.signal.reason instanceof LeaseLostError) return undefined;
  const at = work.clock.now();
  const attempt = held.attempt + 1;
  if (outcome.ok) return { event: { at, kind: 'fulfilled', value: outcome.value }, startedAt, attempt };
  if (held.request === 'cancel') return { ...deliverCancel(held, at).arrived, startedAt, attempt };
  const rejected: Arrived = { event: { at, kind: 'rejected', error: outcome.error }, startedAt, attempt };
  const delay = retryDelay(held.workflow.policy(node.task).retry, attempt, outcome.error, work.ports.random);
  if (delay === undefined) return rejected;
  await commitOrFail(held, rejected, retryLater(held, rejected, outcome.error, at + delay), work);
  return undefined;
}

function retryLater(held: HeldLane, rejected: Arrived, error: unknown, wakeAt: number): StepCommit {
  const envelope = held.workflow.sealError(error);
  const history = historyEntry(held.workflow.program.graph.history, held, rejected, { outcome: 'retried', envelope });
  return { fence: held.fence, then: { kind: 'retry', wakeAt }, published: [], ...history };
}

/** Sealed when it is set, so that later changes of the value do not show. Progress that cannot be stored does not stop the task. */
function publishNow(held: HeldLane, name: string, value: unknown, work: LaneWork): Promise<void> {
  const envelope = held.workflow.codec.seal(value, `status ${name}`);
  return work.store.publish(held.fence, name, envelope).then(
    () => undefined,
    (error: unknown) => work.logger.warn(`status "${name}" of instance "${held.claimed.instanceId}" was not published`, { error }),
  );
}

/** A step that the store refuses for its content (too large for the database, a constraint) fails its instance, not the worker. */
async function commitOrFail(held: HeldLane, arrived: Arrived, step: StepCommit, work: LaneWork): Promise<CommitResult> {
  try {
    return await commit(step, work);
  } catch (error) {
    if (!(error instanceof WaystoneError) || !isUnstorable(error)) throw error;
    return commit(failInstance(held, arrived, error), work);
  }
}

const firstRetryMs = 50;
const longestRetryMs = 5_000;

/** Sends the same commit until the store has answered: it is recognized if it had been applied already. */
async function commit(step: StepCommit, work: LaneWork): Promise<CommitResult> {
  for (let delay = firstRetryMs; ; delay = Math.min(delay * 2, longestRetryMs)) {
    try {
      return await work.store.commit(step);
    } catch (error) {
      if (work.stopped.aborted || !(error instanceof WaystoneError && error.retryable)) throw error;
      work.logger.warn(`a commit did not go through; trying again in ${delay} ms`, { error });
      await pause(delay, work);
    }
  }
}

function pause(ms: number, { ports, stopped }: LaneWork): Promise<void> {
  return new Promise((resolve) => {
    const cancel = ports.clock.after(ms, resolve);
    stopped.addEventListener('abort', () => (cancel(), resolve()), { once: true });
  });
}

/** The lane cannot go on: bytes that cannot be read, a store that is gone. It is parked for the operator; all others go on. */
async function setAside(held: HeldLane, error: unknown, work: LaneWork): Promise<void> {
  if (work.stopped.aborted) return;
  const { instanceId, lane } = held.claimed;
  work.logger.error(`lane "${lane}" of instance "${instanceId}" cannot go on at "${held.node}" and was set aside`, { error });
  if (!(error instanceof EnvelopeError)) return;
  const at = work.clock.now();
  const result = { outcome: 'failed', envelope: held.workflow.sealError(error) } as const;
  const history = historyEntry('outcomes', held, { startedAt: at, attempt: held.attempt + 1, event: { at } }, result);
  await commit({ fence: held.fence, then: { kind: 'park', node: held.node, envelope: held.envelope }, published: [], ...history }, work);
}
