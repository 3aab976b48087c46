/** What SQLite's result codes mean to a user of the store. */
import {
  StoreCorruptError,
  StoreFullError,
  StoreLockedError,
  StorePathError,
  StoreReadOnlyError,
  StoreRefusedError,
  StoreUnavailableError,
} from '@waystone/core';
import type { StoreError } from '@waystone/core';

/** Where the error happened and how long a lock was waited for. */
export interface Circumstances {
  readonly where: string;
  readonly busyTimeout: number;
}

type Meaning = (where: string, problem: string, cause: unknown, busyTimeout: number) => StoreError;

const locked: Meaning = (where, _problem, cause, busyTimeout) => new StoreLockedError(where, busyTimeout, { cause });
const corrupt: Meaning = (where, problem, cause) => new StoreCorruptError(where, problem, { cause });
const refused: Meaning = (where, problem, cause) => new StoreRefusedError(where, problem, { cause });

/** By primary result code; https://sqlite.org/rescode.html. */
const meanings: Readonly<Record<number, Meaning>> = {
  5: locked, // SQLITE_BUSY
  6: locked, // SQLITE_LOCKED
  8: (where, _problem, cause) => new StoreReadOnlyError(where, { cause }), // SQLITE_READONLY
  10: (where, problem, cause) => new StoreUnavailableError(where, problem, { cause }), // SQLITE_IOERR
  11: corrupt, // SQLITE_CORRUPT
  13: (where, _problem, cause) => new StoreFullError(where, { cause }), // SQLITE_FULL
  14: (where, problem, cause) => new StorePathError(where, problem, { cause }), // SQLITE_CANTOPEN
  18: refused, // SQLITE_TOOBIG
  19: refused, // SQLITE_CONSTRAINT
  26: corrupt, // SQLITE_NOTADB
};

const primaryCode = 0xff;
const notADatabase = 26;

/** A `StoreError` for what the world did; anything else, such as a wrong statement, is given back as it is. */
export function meaningOf(error: unknown, { where, busyTimeout }: Circumstances): unknown {
  const code = resultCode(error);
  const meaning = code === undefined ? undefined : meanings[code];
  return meaning ? meaning(where, problemOf(error, code), error, busyTimeout) : error;
}

/** The lock may be free again in a moment. */
export function isBusy(error: unknown): boolean {
  return resultCode(error) === 5;
}

function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) return undefined;
  return error.errcode & primaryCode;
}

function problemOf(error: unknown, code: number | undefined): string {
  if (code === notADatabase) return 'the file is not a SQLite database';
  return error instanceof Error ? error.message : String(error);
}
