/**
 * Performs a transactional task: its writes, the statuses that it sets and the step that it leads to are one transaction.
 *
 * Always: an attempt that fails, is cut off or loses its lane leaves nothing; so the end of a lease that may yet be renewed does
 * not cut it off: whether it is in time the store decides. What a passing cause undoes (a deadlock, a lost
 * connection) is performed again as the same attempt.
 */
import { StoreConflictError, StoreConnectionError } from '@waystone/core';
import type { TaskNode } from '@waystone/core/graph';
import type { CommitResult, Envelope, StepCommit } from '../store/store.js';
import { ask } from './ask.js';
import type { HeldLane } from './held-lane.js';
import type { LaneWork } from './lane-run.js';
import { isOutage } from './outage.js';
import { perform } from './perform.js';
import type { AttemptOutcome } from './perform.js';
import { tellOfUnpublished } from './publisher.js';
import { takeStep } from './step.js';
import type { Taken } from './step.js';

/** A step and what became of its commit. */
export interface Committed extends Taken {
  readonly result: CommitResult;
}

/** The step is committed; the attempt failed and nothing is written; or `undefined`: the lane is no longer this worker's. */
export type TogetherOutcome = Committed | { readonly ok: false; readonly error: unknown } | undefined;

interface Attempt {
  readonly outcome: AttemptOutcome;
  /** The step that it leads to, if it went well. */
  readonly taken?: Taken;
}

export async function performTogether(held: HeldLane, node: TaskNode, work: LaneWork): Promise<TogetherOutcome> {
  let attempt: Attempt = { outcome: { ok: false, error: undefined } };
  try {
    const result = await ask(
      work,
      () =>
        work.store.commitTogether(async (transaction) => {
          attempt = await attemptOnce(held, node, transaction, work);
          return attempt.taken?.step.then.kind === 'fail' ? undefined : attempt.taken?.step;
        }),
      (error) => isOutage(error) && !(error instanceof StoreConflictError) && !isInDoubt(error),
    );
    if (result.status !== 'undone') return attempt.taken && { ...attempt.taken, result };
    return result.error === undefined ? await afterUndone(held, attempt, work) : { ok: false, error: result.error };
  } catch (error) {
    if (error instanceof StoreConflictError) return { ok: false, error };
    if (isInDoubt(error)) return giveBackInDoubt(held, work);
    throw error;
  }
}

/** A result that cannot be stored fails the instance, and what its task wrote is undone. */
async function afterUndone(held: HeldLane, { outcome, taken }: Attempt, work: LaneWork): Promise<TogetherOutcome> {
  if (held.givenUpFor) return undefined;
  if (taken) return alone(taken, work);
  return { ok: false, error: outcome.ok ? undefined : outcome.error };
}

async function alone({ step }: Taken, work: LaneWork): Promise<TogetherOutcome> {
  const bare: StepCommit = { ...step, published: [] };
  return { step: bare, standing: undefined, result: await ask(work, () => work.store.commit(bare)) };
}

async function attemptOnce(held: HeldLane, node: TaskNode, transaction: unknown, work: LaneWork): Promise<Attempt> {
  if (held.givenUpFor) return { outcome: { ok: false, error: held.givenUpFor } };
  const startedAt = work.clock.now();
  const statuses = new Map<string, Envelope>();
  const publish = (name: string, value: unknown): Promise<void> => {
    sealStatus(statuses, { name, value }, { held, work });
    return Promise.resolve();
  };
  const outcome = await perform(held, node, { clock: work.ports.clock, logger: work.logger, publisher: () => publish, transaction });
  if (!outcome.ok || held.givenUpFor) return { outcome };
  const event = { at: work.clock.now(), kind: 'fulfilled', value: outcome.value } as const;
  const taken = takeStep(held, { event, startedAt, attempt: held.attempt + 1 }, { tags: work.tags, givesWay: work.givesWay });
  const published = [...[...statuses].map(([name, envelope]) => ({ name, envelope })), ...taken.step.published];
  return { outcome, taken: { ...taken, step: { ...taken.step, published } } };
}

interface Status {
  readonly name: string;
  readonly value: unknown;
}

/** Sealed when it is set, so that later changes of the value do not show. What cannot be stored does not stop the task. */
function sealStatus(
  statuses: Map<string, Envelope>,
  { name, value }: Status,
  { held, work }: { readonly held: HeldLane; readonly work: LaneWork },
): void {
  try {
    statuses.set(name, held.workflow.codec.seal(value, `status ${name}`));
  } catch (error) {
    tellOfUnpublished(held, name, error, work);
  }
}

function isInDoubt(error: unknown): boolean {
  return error instanceof StoreConnectionError && error.inDoubt;
}

/**
 * Nobody could tell whether the step was committed. Its lane goes back as it stands, before or after it: each of the two waits
 * for the transaction, if that is still there, and only one fits.
 */
async function giveBackInDoubt(held: HeldLane, work: LaneWork): Promise<undefined> {
  const { fence } = held;
  for (const seq of [fence.seq, fence.seq + 1]) await ask(work, () => work.store.release({ ...fence, seq }));
  return undefined;
}
