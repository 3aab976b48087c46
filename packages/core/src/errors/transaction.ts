/** Errors of transactions: those that callers bring along, and those that transactional tasks get. */
import { WaystoneError, type WaystoneErrorOptions } from './base.js';

/** What was given as `transaction` is none, or none that is open. Nothing was written. */
export class TransactionInvalidError extends WaystoneError {
  readonly code = 'TRANSACTION_INVALID';
  constructor(problem: string, options: WaystoneErrorOptions = {}) {
    super(
      `what was given as transaction ${problem}; give the Transaction that Kysely's transaction().execute(…) hands out, ` +
        `or a pg client on which BEGIN was run`,
      options,
    );
  }
}

/** The transaction is one of another database than the store's. Nothing was written. */
export class TransactionForeignError extends WaystoneError {
  readonly code = 'TRANSACTION_FOREIGN';
  constructor(where: string, problem: string, options: WaystoneErrorOptions = {}) {
    super(`the transaction does not belong to ${where}: ${problem}; give one of the database that holds the store`, options);
  }
}

/**
 * A task went on to use its transaction after it had ended: a forgotten `await`, an attempt that was cut off, a `commit` of its
 * own. Or the server ended it, since the task took too long.
 */
export class TransactionEndedError extends WaystoneError {
  readonly code = 'TRANSACTION_ENDED';
  constructor(
    problem = 'has ended, so this was not done; await everything that uses it before the task returns, and leave its end to the worker',
    options: WaystoneErrorOptions = {},
  ) {
    super(`the transaction of this task ${problem}`, options);
  }
}

/** `context().transaction()` was called where there is no transaction. */
export class TransactionMissingError extends WaystoneError {
  readonly code = 'TRANSACTION_MISSING';
  constructor(where: 'task' | 'plain') {
    super(
      where === 'task'
        ? 'this task has no transaction; mark it @task({ transactional: true })'
        : 'a plain run has no transaction of its own; give it one: runPlain({ transaction }, …)',
    );
  }
}

/** In a transactional task something else than its transaction asked for the one connection, and would have waited for itself. */
export class TransactionBypassedError extends WaystoneError {
  readonly code = 'TRANSACTION_BYPASSED';
  constructor(where: string) {
    super(
      `a transactional task keeps ${where} for itself and asked for it past its transaction; start and signal with ` +
        `{ transaction: context().transaction() }, and do everything else before or after the task`,
    );
  }
}
