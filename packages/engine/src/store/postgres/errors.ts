/** What PostgreSQL's error codes, and what breaks on the way to it, mean to a user of the store, and what to do. */
import {
  InvariantError,
  StoreAccessError,
  StoreConflictError,
  StoreConnectionError,
  StoreCorruptError,
  type StoreError,
  StoreFullError,
  StoreRefusedError,
  StoreSessionError,
  StoreUnavailableError,
  WaystoneError,
} from '@waystone/core';
import pg from 'pg';
import { LockWaitError } from '../lock-wait.js';

type Meaning = (where: string, problem: string, cause: unknown) => StoreError;

const access: Meaning = (where, problem, cause) => new StoreAccessError(where, problem, { cause });
const conflict: Meaning = (where, problem, cause) => new StoreConflictError(where, problem, { cause });
const connection: Meaning = (where, problem, cause) => new StoreConnectionError(where, problem, { cause });
const corrupt: Meaning = (where, problem, cause) => new StoreCorruptError(where, problem, { cause });
const refused: Meaning = (where, problem, cause) => new StoreRefusedError(where, problem, { cause });
const session: Meaning = (where, problem, cause) => new StoreSessionError(where, problem, { cause });
const unavailable: Meaning = (where, problem, cause) => new StoreUnavailableError(where, problem, { cause });

/** Says what to do beside what the server says. */
function advised(meaning: Meaning, advice: string): Meaning {
  return (where, problem, cause) => meaning(where, `${problem} (${advice})`, cause);
}

const readOnly = advised(unavailable, 'a standby, or set to read only: connect to the primary, or end what keeps it from writing');
const slow = advised(unavailable, 'it took longer than statementTimeout, perhaps waiting for a lock: look for what holds it');
const taken = advised(
  unavailable,
  "all connections of the server are taken: lower the stores' connections, raise max_connections, or put a pooler in between",
);
const unknownDatabase = advised(access, 'create the database first: Waystone makes its schema, not the database');
const notGranted = advised(access, 'a migration needs the owner of the schema; for all else, grant what docs/postgres.md lists');
const startupParameter = advised(
  access,
  'a pooler takes no such settings: remove it from the address and from PGOPTIONS, or list it in ignore_startup_parameters of PgBouncer',
);
const untrusted = advised(access, 'name the authority that signed its certificate: sslrootcert=… in the address, or ssl: { ca }');
const misnamed = advised(access, 'connect by the name that its certificate is for');
const plain = advised(access, 'turn on TLS there, or leave out sslmode and ssl');
const noPassword = advised(access, 'the server asks for a password: put it into the address or PGPASSWORD, or give the option password');

/** read_only_sql_transaction */
const readOnlyCode = '25006';
const duringRecovery = /during recovery/;

/** By SQLSTATE; https://www.postgresql.org/docs/current/errcodes-appendix.html. */
const byCode: Readonly<Record<string, Meaning>> = {
  [readOnlyCode]: readOnly,
  '25P03': connection, // idle_in_transaction_session_timeout
  '25P04': connection, // transaction_timeout
  '26000': session, // invalid_sql_statement_name: prepared in another session
  '3D000': unknownDatabase, // invalid_catalog_name
  '3F000': corrupt, // invalid_schema_name
  '42501': notGranted, // insufficient_privilege
  '42P01': corrupt, // undefined_table
  '42P05': session, // duplicate_prepared_statement: prepared by another connection
  '40001': conflict, // serialization_failure
  '40P01': conflict, // deadlock_detected
  '53100': (where, _problem, cause) => new StoreFullError(where, { cause }), // disk_full
  '53300': taken, // too_many_connections
  '55P03': (where, problem, cause) => new LockWaitError(where, problem, { cause }), // lock_not_available
  '57014': slow, // query_canceled: statement_timeout
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

/** What the code alone does not tell. */
const byMessage: readonly (readonly [code: string, message: RegExp, meaning: Meaning])[] = [
  ['XX000', duringRecovery, readOnly],
  ['0A000', /cached plan must not change/, connection],
  ['08P01', /unsupported startup parameter/, startupParameter],
];

/** What Node's TLS and `pg` say before the server says anything. */
const onTheWay: readonly (readonly [sign: RegExp, meaning: Meaning])[] = [
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, misnamed],
  [/^(?:UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_)/, untrusted],
  [/^The server does not support SSL/, plain],
  [/client password must be a/, noPassword],
];

/** A `StoreError` for what the world did; anything else, such as a wrong statement, is given back as it is. */
export function meaningOf(error: unknown, where: string): unknown {
  if (!(error instanceof Error) || isOwn(error)) return error;
  const problem = problemOf(error);
  if (!(error instanceof pg.DatabaseError)) return meaningOnTheWay(error, problem)(where, problem, error);
  const { code = '' } = error;
  const told = byMessage.find(([its, message]) => its === code && message.test(problem));
  const meaning = told?.[2] ?? byCode[code] ?? byClass[code.slice(0, 2)];
  return meaning ? meaning(where, problem, error) : error;
}

/** Not of the world. */
function isOwn(error: Error): boolean {
  return error instanceof WaystoneError || error instanceof InvariantError || error instanceof TypeError;
}

function meaningOnTheWay(error: Error, problem: string): Meaning {
  const code = 'code' in error ? String(error.code) : '';
  return onTheWay.find(([sign]) => sign.test(code) || sign.test(problem))?.[1] ?? connection;
}

/** Connecting to a name with several addresses fails with all their errors and no message of its own. */
function problemOf(error: Error): string {
  if (!(error instanceof AggregateError)) return error.message;
  return error.errors.map((one) => (one instanceof Error ? one.message : String(one))).join(', ');
}

/** Whether nobody should use the connection any more: it is gone, or leads to where it should not. */
export function spoilsConnection(meaning: unknown): boolean {
  if (meaning instanceof StoreConnectionError || meaning instanceof StoreSessionError) return true;
  return meaning instanceof StoreUnavailableError && isReadOnly(meaning.cause);
}

/** A name may have come to lead to another server since. */
function isReadOnly(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === readOnlyCode || duringRecovery.test(error.message));
}

interface Waited {
  readonly connections: number;
  readonly connectTimeout: number;
  readonly cause: unknown;
}

/** All connections of the store were taken. */
export function noneLeft(where: string, { connections, connectTimeout, cause }: Waited): StoreError {
  const problem = `all ${connections} connections of this store were taken for ${connectTimeout} ms (see what their statements wait for, or raise connections)`;
  return unavailable(where, problem, cause);
}
