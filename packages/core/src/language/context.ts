/** The context of a task: which step of which instance it is, and what the worker tells it. */
import type { Transaction } from 'kysely';
import { ContextOutsideTaskError } from '../errors/misuse.js';
import { TransactionMissingError } from '../errors/transaction.js';
import { plainOptions } from '../runtime/plain.js';
import { currentScope } from '../runtime/scope.js';

/** Where a task writes what it wants people to read. */
export interface Logger {
  /** For those who look for the cause of something. */
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** What happens in the ordinary course. */
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Works, but somebody should look at it. */
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Does not work. */
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** What {@link context} tells a task. */
export interface TaskContext {
  /** Id of the instance, as given to `start`. */
  readonly instanceId: string;
  /** The workflow's name. */
  readonly workflow: string;
  /** The node that is being performed, e.g. `run/prepare/receipt`. */
  readonly node: string;
  /** 1-based. */
  readonly attempt: number;
  /** The same for all attempts of this step and for no other step; give it to services that deduplicate. */
  readonly idempotencyKey: string;
  /** Aborts when the attempt times out, the instance is canceled, or the worker stops or loses its lease. */
  readonly signal: AbortSignal;
  /** The worker's. */
  readonly logger: Logger;
  /**
   * The transaction of a task marked `@task({ transactional: true })`, as Kysely has it: what the task writes through it is
   * durable together with the task's result, and undone if the task fails. `Tables` are the author's.
   *
   * @example
   * const tx = context().transaction<Bank>();
   * await tx.updateTable('accounts').set({ cents: 0 }).where('id', '=', id).execute();
   * @throws {TransactionMissingError} in a task that is not transactional, and in a plain run that was given none.
   */
  transaction<Tables = unknown>(): Transaction<Tables>;
}

let plainCalls = 0;

function plainContext(): TaskContext {
  const instanceId = plainOptions().instanceId ?? 'plain';
  plainCalls += 1;
  return {
    instanceId,
    workflow: 'plain',
    node: 'plain',
    attempt: 1,
    idempotencyKey: `${instanceId}/${plainCalls}`,
    signal: new AbortController().signal,
    logger: console,
    transaction: <Tables>() => plainTransaction() as Transaction<Tables>,
  };
}

function plainTransaction(): unknown {
  const { transaction } = plainOptions();
  if (transaction === undefined) throw new TransactionMissingError('plain');
  return transaction;
}

/**
 * The context of the task that is running. In a plain run: a context with attempt 1, a fresh idempotency key and a
 * signal that never aborts.
 *
 * @example
 * const { idempotencyKey, signal } = context();
 * await fetch(url, { method: 'POST', headers: { 'Idempotency-Key': idempotencyKey }, body, signal });
 * @throws {ContextOutsideTaskError} in a flow on the engine.
 */
export function context(): TaskContext {
  const scope = currentScope();
  if (scope.kind === 'flow') throw new ContextOutsideTaskError();
  return scope.kind === 'task' ? scope.task.context : plainContext();
}
