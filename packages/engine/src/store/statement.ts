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
}

/** Numbers that nobody else gets; they ascend with the rows of a call. */
export function numbered(sequence: SequenceName): NumberedColumn {
  return { type: 'integer', sequence };
}

export type Columns = Readonly<Record<string, Column<unknown> | NumberedColumn>>;
type ValueOf<C> = C extends Column<infer Value> ? Value : never;

/** The rows that a statement over these columns takes. */
export type RowOf<C extends Columns> = {
  readonly [Name in keyof C as C[Name] extends NumberedColumn ? never : Name]: ValueOf<C[Name]>;
};

/** The column that the dialect fills; a statement has one at most. */
export function numberedIn(columns: Columns): { readonly name: string; readonly sequence: SequenceName } | undefined {
  for (const [name, column] of Object.entries(columns)) if ('sequence' in column) return { name, sequence: column.sequence };
  return undefined;
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

/** Two statements over the same rows, of which the second runs for those that the first changed. */
export interface Pair<C extends Columns> {
  readonly first: Statement<C, unknown>;
  readonly second: Statement<C, unknown>;
}

/** @param key Of the first, as in {@link statement}; the second only inserts. */
export function pair<C extends Columns>(
  columns: C,
  [first, second]: readonly [first: (terms: Terms<C>) => Query<unknown>, second: (terms: Terms<C>) => Query<unknown>],
  key: readonly (keyof C & string)[],
): Pair<C> {
  return { first: statement(columns, first, key), second: statement(columns, second) };
}
