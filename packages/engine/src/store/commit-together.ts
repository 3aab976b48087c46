/**
 * Commits a step together with what its task wrote: one transaction, lent to the task and then used for the step.
 *
 * Always: the lane is held with the step's fence when the step is committed, or nothing of it is: so a worker that lost its
 * lane leaves no trace. What a passing cause undoes is done anew.
 */
import { StoreConflictError, StoreConnectionError, StoreError, StoreRefusedError, TransactionEndedError, assert } from '@waystone/core';
import type { Kysely, Transaction } from 'kysely';
import type { Dialect, Lent, Loan } from './dialect.js';
import { lockInstances } from './effects/lock-instances.js';
import { isHeld, laneStanding } from './effects/read-lanes.js';
import type { Memory } from './memory.js';
import type { Notice } from './notices.js';
import { assertNoneMissed, seesOneMoment } from './one-moment.js';
import type { AwaitedSignals } from './one-moment.js';
import { perform } from './perform.js';
import type { Schema } from './schema.js';
import { Session } from './session.js';
import type { CommitResult, StepCommit, TogetherResult } from './store.js';
import { TaskTransaction } from './task-transaction.js';
import { untilItPasses } from './until-it-passes.js';

/** Runs the task; gives the step that it leads to, or nothing if it failed. */
export type TaskWork = (transaction: Transaction<unknown>) => Promise<StepCommit | undefined>;

interface Together {
  readonly dialect: Dialect;
  /** The store's own. */
  readonly db: Kysely<Schema>;
  readonly memory: Memory;
  /** Calls back at the end of this turn of the event loop. */
  readonly soon: (work: () => void) => void;
  /** Called once a transaction is durable. */
  readonly publish: (notices: readonly Notice[]) => void;
}

interface Outcome {
  readonly result: TogetherResult;
  /** To be published. */
  readonly notices: readonly Notice[];
}

/** The transactions that tasks have at the moment. */
export class Loans {
  readonly #together: Together;
  readonly #open = new Set<TaskTransaction>();
  readonly #underWay = new Set<Promise<unknown>>();
  #reason: Error | undefined;

  constructor(together: Together) {
    this.#together = together;
  }

  /** @throws what the database threw, if it did not pass. */
  async commit(work: TaskWork): Promise<TogetherResult> {
    const committing = untilItPasses(() => this.#tryOnce(work));
    this.#underWay.add(committing);
    try {
      const { result, notices } = await committing;
      this.#together.publish(notices);
      return result;
    } finally {
      this.#underWay.delete(committing);
    }
  }

  /** Whether the calling code runs in a task that has one of them. */
  isInside(): boolean {
    const transaction = this.#open.size === 0 ? undefined : TaskTransaction.current();
    return transaction !== undefined && this.#open.has(transaction);
  }

  /** Takes them away, and those that still wait for their turn; resolves when they are undone. */
  async cut(reason: Error): Promise<void> {
    this.#reason = reason;
    for (const transaction of this.#open) transaction.cut(reason);
    await Promise.allSettled(this.#underWay);
  }

  async #tryOnce(work: TaskWork): Promise<Outcome> {
    let isDecided = false;
    try {
      return await this.#together.dialect.lend(this.#together.db, async (loan) => {
        const lent = await this.#lend(loan, work);
        isDecided = lent.commit;
        return lent;
      });
    } catch (error) {
      if (error instanceof TransactionEndedError) return undone(error).result;
      // Constraints and triggers that are checked at the end are the author's.
      if (isDecided && error instanceof StoreRefusedError) return undone(error.cause).result;
      if (isDecided && !(error instanceof StoreError)) return undone(error).result;
      throw error;
    }
  }

  async #lend(loan: Loan, work: TaskWork): Promise<Lent<Outcome>> {
    if (this.#reason) throw this.#reason;
    const transaction = new TaskTransaction(this.#together.dialect, loan);
    this.#open.add(transaction);
    try {
      const step = await transaction.handOut(work, () => new Promise((resolve) => this.#together.soon(resolve)));
      return await commitIn(transaction, { step, loan, db: this.#together.db, memory: this.#together.memory });
    } finally {
      this.#open.delete(transaction);
    }
  }
}

interface Decided {
  /** Undefined: the task failed. */
  readonly step: StepCommit | undefined;
  readonly loan: Loan;
  /** The store's own. */
  readonly db: Kysely<Schema>;
  readonly memory: Memory;
}

async function commitIn(transaction: TaskTransaction, { step, loan, db, memory }: Decided): Promise<Lent<Outcome>> {
  const { failure, borrowed } = transaction;
  if (!step) return failure && isPassing(failure.meaning) ? passOn(failure.meaning) : undone();
  const session = new Session({ ...borrowed, memory: memory.fork() });
  try {
    const result = await commitStep(session, step);
    const awaited = signalAwaited(step);
    if (awaited.length > 0 && (await seesOneMoment(session))) await assertNoneMissed(session, db, awaited);
    return { commit: result.status !== 'lost', result: { result, notices: [...session.notices, ...transaction.notices] } };
  } catch (error) {
    if (!failure) throw loan.meaningOf(error);
    // The task went on after a statement that failed, and the database refuses everything since.
    return isPassing(failure.meaning) ? passOn(failure.meaning) : undone(failure.error);
  }
}

function signalAwaited({ fence: { n }, then }: StepCommit): readonly AwaitedSignals[] {
  return then.kind === 'park' && then.signal !== undefined ? [{ n, name: then.signal }] : [];
}

function undone(error?: unknown): Lent<Outcome> {
  return { commit: false, result: { result: { status: 'undone', error }, notices: [] } };
}

function passOn(meaning: unknown): never {
  throw meaning;
}

function isPassing(meaning: unknown): boolean {
  return meaning instanceof StoreConflictError || meaning instanceof StoreConnectionError;
}

async function commitStep(session: Session, step: StepCommit): Promise<CommitResult> {
  const { fence } = step;
  await lockInstances(session, [{ n: fence.n }]);
  const [lane] = await session.fetchOne(laneStanding, [fence]);
  if (!lane || !isHeld(lane, fence)) return { status: 'lost' };
  const [result] = await perform(session, [{ verb: 'commit', request: step }]);
  assert(result !== undefined, 'a step was not answered');
  return result as CommitResult;
}
