/** Row statements as SQLite takes them: a text and the column that each parameter takes, compiled once. */
import { assert } from '@waystone/core';
import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { Capabilities } from '../dialect.js';
import type { Schema } from '../schema.js';
import { onlyPartition } from '../session.js';
import { numberedIn } from '../statement.js';
import type { Columns, RowOf, Statement, Terms } from '../statement.js';

export interface RowText<Row> {
  readonly text: string;
  /** `number`: of the column that the rows do not bring along, if there is one. */
  readonly valuesOf: (row: Row, number?: number) => unknown[];
}

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

  #compile<C extends Columns, Result>(db: Kysely<Schema>, statement: Statement<C, Result>): RowText<Readonly<Record<string, unknown>>> {
    const { sql: text, parameters } = statement.write(termsOf(db, statement, this.capabilities)).compile();
    const names = parameters.map(columnOf);
    const filled = numberedIn(statement.columns)?.name;
    return { text, valuesOf: (row, number) => names.map((name) => (name === filled ? number : row[name])) };
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
