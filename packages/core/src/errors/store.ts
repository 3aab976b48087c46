/**
 * Errors of the store: the database cannot be opened, read or written. Nothing is lost by any of them: what was not
 * confirmed was not done. Once the cause is gone the same store works again, with no need to make a new one.
 */
import { WaystoneError, type WaystoneErrorOptions } from './base.js';

/** Base of what a store throws. */
export abstract class StoreError extends WaystoneError {}

/** Another process kept the database locked for longer than the store waits. Retryable. */
export class StoreLockedError extends StoreError {
  readonly code = 'STORE_LOCKED';
  constructor(where: string, waitedMs: number, options: WaystoneErrorOptions = {}) {
    super(`${where} was locked by another process for more than ${waitedMs} ms; end what holds the lock, or raise busyTimeout`, {
      ...options,
      retryable: true,
    });
  }
}

/** There is no room left to write to. Retryable. */
export class StoreFullError extends StoreError {
  readonly code = 'STORE_FULL';
  constructor(where: string, options: WaystoneErrorOptions = {}) {
    super(`${where} cannot grow: the disk or its quota is full; free some space, then try again`, { ...options, retryable: true });
  }
}

/** The file may be read, not written. */
export class StoreReadOnlyError extends StoreError {
  readonly code = 'STORE_READ_ONLY';
  constructor(where: string, options: WaystoneErrorOptions = {}) {
    super(`${where} cannot be written; give this process the right to write the file and its folder`, options);
  }
}

/** The path cannot be a database: it is a folder, or its folder cannot be made or entered. */
export class StorePathError extends StoreError {
  readonly code = 'STORE_PATH';
  constructor(path: string, problem: string, options: WaystoneErrorOptions = {}) {
    super(`'${path}' cannot be opened as a database: ${problem}; give the path of a file`, options);
  }
}

/** The database is damaged, or the file is no database. */
export class StoreCorruptError extends StoreError {
  readonly code = 'STORE_CORRUPT';
  constructor(where: string, problem: string, options: WaystoneErrorOptions = {}) {
    super(`${where} is damaged or no database: ${problem}; restore it from a backup, or give another path`, options);
  }
}

/** The database belongs to another application. It was not touched. */
export class StoreForeignError extends StoreError {
  readonly code = 'STORE_FOREIGN';
  constructor(where: string) {
    super(
      `${where} holds the data of another application; give Waystone a file or schema of its own, and add your tables only after it has made its own`,
    );
  }
}

/** The database was migrated by a newer release, in a way that this one cannot work with. */
export class StoreNewerError extends StoreError {
  readonly code = 'STORE_NEWER';
  /** Version of the database's layout. */
  readonly version: number;
  /** The newest version that this release knows. */
  readonly known: number;
  constructor(where: string, version: number, known: number) {
    super(`${where} has layout version ${version}, this release knows ${known}; update Waystone to the release that migrated it`);
    this.version = version;
    this.known = known;
  }
}

/** The database's layout is older than this release needs, or there is none yet, and it was not to be changed from here. */
export class StoreOutdatedError extends StoreError {
  readonly code = 'STORE_OUTDATED';
  /** Version of the database's layout; 0: there is none. */
  readonly version: number;
  /** The version that this release needs. */
  readonly known: number;
  constructor(where: string, version: number, known: number, options: WaystoneErrorOptions = {}) {
    const found = version === 0 ? 'has no tables of Waystone yet' : `has layout version ${version}, this release needs ${known}`;
    super(`${where} ${found}; migrate it first, as a user that may: npx waystone migrate`, options);
    this.version = version;
    this.known = known;
  }
}

/** The machine failed to read or write the database, or the server is overloaded, starting or read-only for now. Retryable. */
export class StoreUnavailableError extends StoreError {
  readonly code = 'STORE_UNAVAILABLE';
  constructor(where: string, problem: string, options: WaystoneErrorOptions = {}) {
    super(`${where} cannot be read or written now: ${problem}; try again when the cause is gone`, { ...options, retryable: true });
  }
}

/** The connection to the database was lost, or there is none to be had. Retryable. */
export class StoreConnectionError extends StoreError {
  readonly code = 'STORE_CONNECTION';
  /** What was asked for may have been done: the answer to a commit was lost, and the database could not be asked about it. */
  readonly inDoubt: boolean;
  constructor(where: string, problem: string, { inDoubt = false, ...options }: WaystoneErrorOptions & { readonly inDoubt?: boolean } = {}) {
    super(`there is no connection to ${where}: ${problem}; see that the server runs and can be reached, then try again`, {
      ...options,
      retryable: true,
    });
    this.inDoubt = inDoubt;
  }
}

/** Transactions kept getting in each other's way, and this one gave up. Retryable. */
export class StoreConflictError extends StoreError {
  readonly code = 'STORE_CONFLICT';
  constructor(where: string, problem: string, options: WaystoneErrorOptions = {}) {
    super(`${where} undid a transaction in favor of others: ${problem}; try again`, { ...options, retryable: true });
  }
}

/** The database does not let this user in, or does not let it do what is needed. */
export class StoreAccessError extends StoreError {
  readonly code = 'STORE_ACCESS';
  constructor(where: string, problem: string, options: WaystoneErrorOptions = {}) {
    super(`${where} refused access: ${problem}; check the address, the user, its password and its permissions`, options);
  }
}

/** A session with the database does not last: a pooler gives another one with every transaction. */
export class StoreSessionError extends StoreError {
  readonly code = 'STORE_SESSION';
  constructor(where: string, problem: string, options: WaystoneErrorOptions = {}) {
    super(
      `sessions with ${where} do not last: ${problem}; there is a pooler in transaction mode in between: ` +
        'set listen: false, or connect to the server itself',
      options,
    );
  }
}

/** A single value or statement is more than the database takes. */
export class StoreRefusedError extends StoreError {
  readonly code = 'STORE_REFUSED';
  constructor(where: string, problem: string, options: WaystoneErrorOptions = {}) {
    super(`${where} refused a write: ${problem}; nothing of this request was stored, others were not affected`, options);
  }
}

/** A graph in the database is none that this release can read. Instances of it are untouched. */
export class GraphUnreadableError extends StoreError {
  readonly code = 'GRAPH_UNREADABLE';
  constructor(what: string, problem: string, options: WaystoneErrorOptions = {}) {
    super(
      `the stored ${what} cannot be read: ${problem}; if a newer release wrote it, run that one, else restore the row of \`graphs\``,
      options,
    );
  }
}

/** The store was closed. */
export class StoreClosedError extends StoreError {
  readonly code = 'STORE_CLOSED';
  constructor() {
    super('this store was closed; make a new one, and close it only after the last use');
  }
}
