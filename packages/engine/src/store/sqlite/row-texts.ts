/** Row statements as SQLite takes them: a text and the column that each parameter takes, compiled once. */
import { assert } from '@waystone/core';
import { InsertQueryNode, ValuesNode, createQueryId, sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { Capabilities } from '../dialect.js';
import type { Schema } from '../schema.js';
import { onlyPartition } from '../session.js';
import { numberedIn, timedIn } from '../statement.js';
import type { Columns, Filled, RowOf, Statement, Terms } from '../statement.js';

export interface RowText<Row> {
  readonly text: string;
  /** `filled`: for the columns that the rows do not bring along. */
  readonly valuesOf: (row: Row, filled?: Filled) => unknown[];
}

/** Rows of one `insert`. With more it is hardly quicker, and takes longer to prepare. */
export const rowsAtOnce = 20;

/** Stands for a column of the row among the parameters of a compiled query. */
class Placeholder {
  constructor(readonly name: string) {}
}

export class RowTexts {
  readonly #texts = new Map<Statement<Columns, unknown>, RowText<Readonly<Record<string, unknown>>>>();

  constructor(private readonly capabilities: Capabilities) {}

  of<C extends Columns, Result>(db: Kysely<Schema>, statement: Statement<C, Result>): RowText<RowOf<C>> {
    const key = statement as unknown as Statement<Columns, unknown>;
    const known = this.#texts.get(key) ?? this.#compile(db, statement);
    this.#texts.set(key, known);
    return known;
  }

  /** Of an `insert`, the same of {@link rowsAtOnce} rows, one after the other; `undefined`: it is something else. */
  ofMany<C extends Columns>(db: Kysely<Schema>, statement: Statement<C, unknown>): string | undefined {
    const node = statement.write(termsOf(db, statement, this.capabilities)).toOperationNode();
    if (!InsertQueryNode.is(node) || !node.values || !ValuesNode.is(node.values)) return undefined;
    const rows = Array.from({ length: rowsAtOnce }, () => node.values).flatMap((values) => (values as ValuesNode).values);
    return db.getExecutor().compileQuery({ ...node, values: ValuesNode.create(rows) }, createQueryId()).sql;
  }

  #compile<C extends Columns, Result>(db: Kysely<Schema>, statement: Statement<C, Result>): RowText<Readonly<Record<string, unknown>>> {
    const { sql: text, parameters } = statement.write(termsOf(db, statement, this.capabilities)).compile();
    const names = parameters.map(columnOf);
    const [number, time] = [numberedIn(statement.columns)?.name, timedIn(statement.columns)];
    if (number === undefined && time === undefined) return { text, valuesOf: (row) => names.map((name) => row[name]) };
    return {
      text,
      valuesOf: (row, filled) => names.map((name) => (name === number ? filled?.number : name === time ? filled?.now : row[name])),
    };
  }
}

function termsOf<C extends Columns, Result>(db: Kysely<Schema>, { columns }: Statement<C, Result>, capabilities: Capabilities): Terms<C> {
  const placeholders: Record<string, RawBuilder<unknown>> = {};
  for (const name of Object.keys(columns)) placeholders[name] = sql`${new Placeholder(name)}`;
  return { db, row: placeholders as Terms<C>['row'], here: sql.lit(onlyPartition), capabilities };
}

function columnOf(parameter: unknown): string {
  assert(parameter instanceof Placeholder, 'a row statement has a constant that is not a literal');
  return parameter.name;
}
