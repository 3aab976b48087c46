/** What differs from one database to another, and nothing else. Adding a database: one of these, one line in `test/store`. */
import type { Dialect as KyselyDialect, Kysely, RawBuilder } from 'kysely';
import type { Instant } from '../ports.js';
import type { Notice } from './notices.js';
import type { Schema, SequenceName } from './schema.js';
import type { Columns, RowOf, Statement } from './statement.js';

/** Numbers that were taken, by index; they ascend. */
export type Numbering = (index: number) => number;

/** Named abilities that statements ask for. */
export interface Capabilities {
  /** `FOR UPDATE SKIP LOCKED`: several transactions claim at once. Without it there is one writer and nothing to skip. */
  readonly skipLocked: boolean;
  /** `FOR UPDATE`: rows that were read stay locked. Without it a transaction that writes is alone. */
  readonly rowLocks: boolean;
}

/** What a layout says where the databases do not agree. */
export interface Layout {
  readonly bytes: RawBuilder<unknown>;
  /** Text that is compared byte by byte. */
  readonly text: RawBuilder<unknown>;
  /** Ends the making of a table: how its rows are kept, by how they change. */
  readonly storage: (table: keyof Schema) => RawBuilder<unknown>;
  /** Sequences that the database has of its own; the others are rows of a table, and whoever takes from one keeps it until its transaction ends. */
  readonly sequences: readonly SequenceName[];
}

/**
 * Errors: everything that a dialect throws for a reason outside this program is a `StoreError`, those of passing
 * causes `retryable`; it has waited as long as it was told to before it reports a lock.
 */
export interface Dialect {
  readonly capabilities: Capabilities;
  readonly layout: Layout;
  /** What the database is called in messages, e.g. `'orders.db'`. */
  readonly where: string;
  /** Where the tables are, if the database has several places for them. */
  readonly schema?: string;
  /** Connections. A transaction that is not read only excludes other migrations once {@link lockMigrations} was called. */
  readonly kysely: KyselyDialect;
  /** Whether migrations were applied before, so that there is a table of them. */
  isMigrated(db: Kysely<Schema>): Promise<boolean>;
  /** Within a transaction, before anything else: keeps other processes from migrating until it ends. */
  lockMigrations(db: Kysely<Schema>): Promise<void>;
  /** Within the first migration's transaction: marks the database as Waystone's. */
  takeOwnership(db: Kysely<Schema>): Promise<void>;
  /** The time on the store's clock. */
  now(db: Kysely<Schema>): Promise<Instant>;
  /** Takes `count` numbers that nobody else gets. */
  take(db: Kysely<Schema>, name: SequenceName, count: number): Promise<Numbering>;
  /** Runs a statement for every row, in order; tells of each whether it changed something. */
  applyMany<C extends Columns>(
    db: Kysely<Schema>,
    statement: Statement<C, unknown>,
    rows: readonly RowOf<C>[],
  ): Promise<readonly boolean[]>;
  /**
   * Runs a statement for every row, in order. May return before that is done: what is asked next comes after it, and if it
   * fails, so does the transaction.
   */
  changeMany<C extends Columns>(db: Kysely<Schema>, statement: Statement<C, unknown>, rows: readonly RowOf<C>[]): Promise<void>;
  /** Runs a statement for every row, in order; gives what each found. */
  fetchMany<C extends Columns, Result>(
    db: Kysely<Schema>,
    statement: Statement<C, Result>,
    rows: readonly RowOf<C>[],
  ): Promise<readonly (readonly Result[])[]>;
  /** Calls `heard` when another process may have written; at once where the database can tell, and by a slow poll. Gives how to stop. */
  watch(heard: (notice: Notice) => void): () => void;
  /** Passes on to other processes what a transaction that is durable has changed. Never fails: notices may be lost. */
  announce(notices: readonly Notice[]): void;
}
