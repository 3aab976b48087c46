/** What PostgreSQL's error codes, and what breaks on the way to it, mean to a user of the store. */
import {
  StoreAccessError,
  StoreConflictError,
  StoreConnectionError,
  StoreCorruptError,
  StoreError,
  StoreFullError,
  StoreRefusedError,
  StoreUnavailableError,
} from '@waystone/core';
import pg from 'pg';

type Meaning = (where: string, problem: string, cause: unknown) => StoreError;

const access: Meaning = (where, problem, cause) => new StoreAccessError(where, problem, { cause });
const conflict: Meaning = (where, problem, cause) => new StoreConflictError(where, problem, { cause });
const connection: Meaning = (where, problem, cause) => new StoreConnectionError(where, problem, { cause });
const corrupt: Meaning = (where, problem, cause) => new StoreCorruptError(where, problem, { cause });
const refused: Meaning = (where, problem, cause) => new StoreRefusedError(where, problem, { cause });
const unavailable: Meaning = (where, problem, cause) => new StoreUnavailableError(where, problem, { cause });

/** By SQLSTATE; https://www.postgresql.org/docs/current/errcodes-appendix.html. */
const byCode: Readonly<Record<string, Meaning>> = {
  '25006': unavailable, // read_only_sql_transaction: a standby
  '25P03': connection, // idle_in_transaction_session_timeout
  '26000': (where, problem, cause) => access(where, `${problem}; if there is a pooler in transaction mode, set listen: false`, cause),
  '3D000': access, // invalid_catalog_name
  '42501': access, // insufficient_privilege
  '40001': conflict, // serialization_failure
  '40P01': conflict, // deadlock_detected
  '53100': (where, _problem, cause) => new StoreFullError(where, { cause }), // disk_full
  '55P03': conflict, // lock_not_available
  '57014': unavailable, // query_canceled: statement_timeout
  XX001: corrupt, // data_corrupted
  XX002: corrupt, // index_corrupted
};

/** By the first two characters of the SQLSTATE. */
const byClass: Readonly<Record<string, Meaning>> = {
  '08': connection, // connection_exception
  '22': refused, // data_exception
  '23': refused, // integrity_constraint_violation
  '28': access, // invalid_authorization_specification
  '53': unavailable, // insufficient_resources
  '54': refused, // program_limit_exceeded
  '57': connection, // operator_intervention: shutdown, crash, starting up
  '58': unavailable, // system_error
};

/** A `StoreError` for what the world did; anything else, such as a wrong statement, is given back as it is. */
export function meaningOf(error: unknown, where: string): unknown {
  if (!(error instanceof Error) || error instanceof StoreError || error instanceof TypeError) return error;
  if (!(error instanceof pg.DatabaseError)) return connection(where, problemOf(error), error);
  const code = error.code ?? '';
  const meaning = byCode[code] ?? byClass[code.slice(0, 2)];
  return meaning ? meaning(where, error.message, error) : error;
}

/** Connecting to a name with several addresses fails with all their errors and no message of its own. */
function problemOf(error: Error): string {
  if (!(error instanceof AggregateError)) return error.message;
  return error.errors.map((one) => (one instanceof Error ? one.message : String(one))).join(', ');
}
