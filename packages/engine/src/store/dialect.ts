/** What differs from one database to another, and nothing else. Adding a database: one of these, one line in `test/store`. */
import type { Dialect as KyselyDialect, Kysely, RawBuilder } from 'kysely';
import type { Instant } from '../ports.js';
import type { Ask } from './caller-transaction.js';
import type { Notice } from './notices.js';
import type { Schema, SequenceName } from './schema.js';
import type { BesideRow, Chain, Columns, RowOf, Statement, Taken, Taking } from './statement.js';

/** Numbers that were taken, by index; they ascend. */
export type Numbering = (index: number) => number;

/** Named abilities that statements ask for. */
export interface Capabilities {
  /** `FOR UPDATE SKIP LOCKED`: several transactions claim at once. Without it there is one writer and nothing to skip. */
  readonly skipLocked: boolean;
  /** `FOR UPDATE`: rows that were read stay locked. Without it a transaction that writes is alone. */
  readonly rowLocks: boolean;
  /** Several transactions of one store at once. Without it, whoever asks waits for the one that is under way. */
  readonly manyTransactions: boolean;
  /** A statement outside of any transaction is one of its own, seen by no other, with the settings of its connection. */
  readonly loneStatements: boolean;
}

/** What a layout says where the databases do not agree. */
export interface Layout {
  readonly bytes: RawBuilder<unknown>;
  /** Text that is compared byte by byte. */
  readonly text: RawBuilder<unknown>;
  /** Ends the making of a table: how its rows are kept, by how they change. */
  readonly storage: (table: keyof Schema) => RawBuilder<unknown>;
  /** Whether the constraints of a table can be changed; where not, it is made anew. */
  readonly changesConstraints: boolean;
  /** Whether checks of rows are prepared with a statement and stay so; where not, every run of it prepares all those of its table. */
  readonly checksStayPrepared: boolean;
  /** Whether a row whose key is given is found by that key, even if the planner takes the table for empty. */
  readonly prefersKeys: boolean;
  /** Whether the database has functions that SQL can call. */
  readonly functions: boolean;
  /** Sequences that the database has of its own; the others are rows of a table, and whoever takes from one keeps it until its transaction ends. */
  readonly sequences: readonly SequenceName[];
  /** Within a transaction: rewrites the texts that make the tables, whose columns stay the same. Absent: the database keeps no such texts. */
  readonly rewriteTables?: (rewrite: (text: string) => string) => Promise<void>;
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
  /** Runs a chain for every row; gives what became of those that its first statement changed. */
  applyChain<C extends Columns, Told>(
    db: Kysely<Schema>,
    chain: Chain<C, Told>,
    rows: ChainRows<C>,
  ): Promise<readonly (Taken<Told> | undefined)[]>;
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
  /**
   * Takes what it finds for the rows, so many at most; tells of each that it took. Absent: the rows that are found, told and changed one
   * after the other are the same, since nobody else writes.
   */
  takeMany?<C extends Columns, K extends Columns, Result>(
    db: Kysely<Schema>,
    taking: Taking<C, K, Result>,
    rows: TakingRows<C>,
  ): Promise<readonly Result[]>;
  /** Calls `heard` when another process may have written; at once where the database can tell, and by a slow poll. Gives how to stop. */
  watch(heard: (notice: Notice) => void): () => void;
  /** Passes on to other processes what a transaction that is durable has changed. Never fails: notices may be lost. */
  announce(notices: readonly Notice[]): void;
  /**
   * Passes on what `db` commits next, in or outside of a transaction, as soon as that is durable and before its answer is here. Gives
   * whether it does; if not, it is to be announced. Absent: the database cannot tell.
   *
   * @param db A transaction, or a connection on which every statement is one.
   */
  announceBehind?(db: Kysely<Schema>, notices: readonly Notice[]): Promise<boolean>;
  /**
   * Looks whether a transaction that was begun elsewhere is open, and one of the database that holds the store.
   *
   * @param ask A probe was begun on it.
   * @param db The store's own.
   * @throws TransactionInvalidError, TransactionForeignError
   */
  probe(ask: Ask, db: Kysely<Schema>): Promise<void>;
  /** The store's statements in a transaction that was begun elsewhere. */
  borrow(ask: Ask): Borrowed;
  /**
   * Begins a transaction on a connection that is set up as its user likes, and commits it if work gives `commit`. Nothing
   * is changed if it throws.
   *
   * @param db The store's own.
   */
  lend<Result>(db: Kysely<Schema>, work: (loan: Loan) => Promise<Lent<Result>>): Promise<Result>;
}

/** The rows of a chain, and those for each statement beside it. */
export interface ChainRows<C extends Columns> {
  readonly rows: readonly RowOf<C>[];
  readonly beside: readonly (readonly BesideRow[])[];
}

/** The rows of a taking, and how much it may take. */
export interface TakingRows<C extends Columns> {
  readonly rows: readonly RowOf<C>[];
  readonly limit: number;
}

/** What a session needs of a dialect. */
export type SessionDialect = Pick<
  Dialect,
  'where' | 'capabilities' | 'now' | 'take' | 'applyMany' | 'applyChain' | 'changeMany' | 'fetchMany' | 'takeMany'
>;

/** A transaction that was begun elsewhere, as the store uses it. */
export interface Borrowed {
  readonly dialect: SessionDialect;
  readonly db: Kysely<Schema>;
  /** Passes on what it has changed, once it is durable. */
  readonly announce: (notices: readonly Notice[]) => Promise<void>;
}

/** A transaction of the store's, for somebody else to use. */
export interface Loan {
  /** Errors leave as the database driver makes them. */
  readonly ask: Ask;
  /** How Kysely speaks to this database; its driver is not to be used. */
  readonly language: KyselyDialect;
  /** Ends the statement that is running, as far as that is possible. */
  readonly interrupt: () => Promise<void>;
  /** What an error of the driver means to a user of the store. */
  readonly meaningOf: (error: unknown) => unknown;
}

/** What became of a loan. */
export interface Lent<Result> {
  readonly commit: boolean;
  readonly result: Result;
}
