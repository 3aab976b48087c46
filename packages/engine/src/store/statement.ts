/**
 * Row statements: one Kysely query over named columns, written once and applied to many rows. A dialect compiles each
 * of them once per store and decides how the rows travel: SQLite runs one prepared statement per row within the
 * transaction; a database behind a network can send all rows as arrays in one statement.
 *
 * Always: a statement names one partition by equality, and each row stands for itself. Of rows that change the same row
 * of a table, either it makes no difference which of them does, or the statement has a key, and each sees what the ones
 * before it changed. Constants are literals (`sql.lit`), so that partial indexes are used.
 */
import type { Compilable, Kysely, OperationNodeSource, RawBuilder } from 'kysely';
import type { Capabilities } from './dialect.js';
import type { Flag, Schema, SequenceName } from './schema.js';

/** The type of a column of rows; what a dialect needs to send many values at once. */
export interface Column<Value> {
  readonly type: 'integer' | 'text' | 'bytes';
  /** Carries the type of the values; has no value. */
  readonly value?: Value;
}

export const integer: Column<number> = { type: 'integer' };
export const text: Column<string> = { type: 'text' };
export const bytes: Column<Uint8Array> = { type: 'bytes' };
export const flag: Column<Flag> = { type: 'integer' };

/** Text that is one of a few words. */
export function word<Value extends string>(): Column<Value> {
  return { type: 'text' };
}

/** The same column, where a row may have no value. */
export function optional<Value>(column: Column<Value>): Column<Value | null> {
  return { type: column.type };
}

/** A column that the dialect fills: no row brings it along. */
export interface NumberedColumn extends Column<number> {
  readonly sequence: SequenceName;
  readonly index: string | undefined;
}

/** Numbers that nobody else gets; they ascend with the rows of a call, or with what the column `index` says, counted from 0. */
export function numbered(sequence: SequenceName, index?: string): NumberedColumn {
  return { type: 'integer', sequence, index };
}

/** A column that the dialect fills with the time: no row brings it along. */
export interface TimedColumn extends Column<number> {
  readonly isTime: true;
}

export const timed: TimedColumn = { type: 'integer', isTime: true };

type FilledColumn = NumberedColumn | TimedColumn;

export type Columns = Readonly<Record<string, Column<unknown> | FilledColumn>>;
type ValueOf<C> = C extends Column<infer Value> ? Value : never;

/** The rows that a statement over these columns takes. */
export type RowOf<C extends Columns> = {
  readonly [Name in keyof C as C[Name] extends FilledColumn ? never : Name]: ValueOf<C[Name]>;
};

/** The column that the dialect fills with numbers; a statement has one at most. */
export function numberedIn(columns: Columns): (Pick<NumberedColumn, 'sequence' | 'index'> & { readonly name: string }) | undefined {
  for (const [name, column] of Object.entries(columns)) if ('sequence' in column) return { ...column, name };
  return undefined;
}

/** The column that the dialect fills with the time; a statement has one at most. */
export function timedIn(columns: Columns): string | undefined {
  return Object.entries(columns).find(([, column]) => 'isTime' in column)?.[0];
}

/** What a statement is written with. */
export interface Terms<C extends Columns> {
  readonly db: Kysely<Schema>;
  /** The columns of the row at hand. */
  readonly row: { readonly [Name in keyof C]: RawBuilder<ValueOf<C[Name]>> };
  /** The partition of the transaction. */
  readonly here: RawBuilder<number>;
  readonly capabilities: Capabilities;
}

/** A query that is not compiled yet. */
export type Query<Result> = Compilable<Result> & OperationNodeSource;

export interface Statement<C extends Columns, Result> {
  readonly columns: C;
  readonly write: (terms: Terms<C>) => Query<Result>;
  readonly key: readonly (keyof C & string)[];
}

/**
 * @param key Columns that say which row of the table is meant, under the names that they have there in an insert. Rows
 * that agree in them are taken one after the other; where several transactions write at once, all of them lock in the
 * order of their keys. What inserts and may find the row there already needs one.
 * @example
 * const dropSignal = statement({ n: integer, sid: integer }, ({ db, row, here }) =>
 *   db.deleteFrom('signals').where('partition', '=', here).where('n', '=', row.n).where('sid', '=', row.sid));
 */
export function statement<C extends Columns, Result>(
  columns: C,
  write: (terms: Terms<C>) => Query<Result>,
  key: readonly (keyof C & string)[] = [],
): Statement<C, Result> {
  return { columns, write, key };
}

/**
 * Statements over the same rows, as one: the first changes some of the rows, or inserts them, and the others run for those.
 * What the dialect fills is the same in all of them.
 */
export interface Chain<C extends Columns, Told = unknown> {
  /** Must find something, and keeps it until the end of the transaction, or the row is passed over. */
  readonly need: Statement<C, unknown> | undefined;
  /** The same where others write at the same time; where nobody does, nothing has to be kept. */
  readonly lock: Statement<C, unknown> | undefined;
  readonly first: Statement<C, unknown>;
  readonly rest: readonly Statement<C, unknown>[];
  /** Each over rows of its own, those that come with the rows that the first changed. */
  readonly beside: readonly Statement<Columns, unknown>[];
  /** For what several of the rows touch. */
  readonly tally: Tally<Told> | undefined;
}

/** Runs once for all rows that the first changed and that agree in some columns. The others of its columns are the same in them, too. */
export interface Tally<Told> {
  /** Over columns of the chain, and the one with the number of rows. It changes one row of the table, and tells of it. */
  readonly statement: Statement<Columns, Told>;
  readonly by: readonly string[];
  /** The column with the number of rows. */
  readonly count: string;
}

/**
 * Finds rows for each row of a call, puts what all of them found into one order, and changes the first of these, as one. It tells of
 * those that it changed.
 */
export interface Taking<C extends Columns, K extends Columns, Result> {
  /** What it finds it keeps until the end of the transaction, and it passes over what others keep. */
  readonly find: Statement<C, RowOf<K> & Ranked>;
  readonly change: Statement<K, unknown>;
  /** As it was before. */
  readonly tell: Statement<K, Result>;
}

/** What is ranked lower goes first. */
export interface Ranked {
  readonly rank: number;
}

/** A row that comes with one of a chain. */
export interface BesideRow {
  /** Index of that one. */
  readonly of: number;
  readonly row: Readonly<Record<string, unknown>>;
}

/** What the dialect filled in for a row that the first statement of a chain changed. */
export interface Filled {
  /** 0: the chain has no column for it. */
  readonly number: number;
  /** 0: the chain has no column for it. */
  readonly now: number;
}

/** What became of a row that the first statement of a chain changed. */
export interface Taken<Told> extends Filled {
  /** What the tally told: where it runs for all of them at once, the same of each. Absent: the chain has none. */
  readonly told?: Told;
}

type Write<C extends Columns> = (terms: Terms<C>) => Query<unknown>;

/** The statements of a chain, as they are written. */
export interface Links<C extends Columns, Told> {
  readonly need?: Write<C>;
  readonly lock?: Write<C>;
  readonly first: Write<C>;
  readonly rest: readonly Write<C>[];
  readonly beside?: readonly Statement<Columns, unknown>[];
  readonly tally?: Tally<Told>;
}

/**
 * @param key Of the first, as in {@link statement}; the others touch nothing that another row of the call touches. If the first
 * inserts, its table has the column of the number, under the same name.
 */
export function chain<C extends Columns, Told = unknown>(
  columns: C,
  { need, lock, first, rest, beside = [], tally }: Links<C, Told>,
  key: readonly (keyof C & string)[],
): Chain<C, Told> {
  const link = (write: Write<C>): Statement<C, unknown> => statement(columns, write);
  return {
    need: need && link(need),
    lock: lock && link(lock),
    first: statement(columns, first, key),
    rest: rest.map(link),
    beside,
    tally,
  };
}

/** A statement beside a chain. */
export interface Beside<C extends Columns> {
  readonly statement: Statement<Columns, unknown>;
  /** Its rows, as a call gives them. */
  readonly rows: (rows: readonly { readonly of: number; readonly row: RowOf<C> }[]) => readonly BesideRow[];
}

export function beside<C extends Columns>(columns: C, write: Write<C>): Beside<C> {
  return { statement: statement(columns, write) as unknown as Statement<Columns, unknown>, rows: (rows) => rows };
}

/** @param by Columns of the chain. */
export function tally<C extends Columns, Told>(
  columns: C,
  write: (terms: Terms<C>) => Query<Told>,
  { by, count }: { readonly by: readonly (keyof C & string)[]; readonly count: keyof C & string },
): Tally<Told> {
  return { statement: statement(columns, write) as unknown as Statement<Columns, Told>, by, count };
}
