/** Prepared statements: row statements are compiled once per store, others are kept in a bounded cache by their text. */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { assert } from '@waystone/core';
import { sql } from 'kysely';
import type { CompiledQuery, Kysely, RawBuilder } from 'kysely';
import type { Capabilities } from '../dialect.js';
import type { Schema } from '../schema.js';
import { onlyPartition } from '../session.js';
import type { Columns, RowOf, Statement, Terms } from '../statement.js';

/** A row statement that is ready to run. `names`: the column that each parameter takes. */
interface Prepared {
  readonly run: StatementSync;
  readonly names: readonly string[];
}

/** Stands for a column of the row among the parameters of a compiled query. */
class Placeholder {
  constructor(readonly name: string) {}
}

const longestCache = 100;

export class Statements {
  readonly #byStatement = new Map<Statement<Columns, unknown>, Prepared>();
  readonly #byText = new Map<string, StatementSync>();

  constructor(
    private readonly database: DatabaseSync,
    private readonly capabilities: Capabilities,
  ) {}

  /** Runs the statement for every row; tells of each whether it changed something. */
  apply<C extends Columns>(db: Kysely<Schema>, statement: Statement<C, unknown>, rows: readonly RowOf<C>[]): readonly boolean[] {
    const { run, names } = this.#prepared(db, statement);
    return rows.map((row) => run.run(...valuesOf(row, names)).changes !== 0);
  }

  /** Runs the statement for every row; gives what each found. */
  fetch<C extends Columns, Result>(db: Kysely<Schema>, statement: Statement<C, Result>, rows: readonly RowOf<C>[]): readonly Result[][] {
    const { run, names } = this.#prepared(db, statement);
    return rows.map((row) => run.all(...valuesOf(row, names)) as Result[]);
  }

  /** The prepared form of any other query. */
  byText(text: string): StatementSync {
    const prepared = this.#byText.get(text) ?? this.database.prepare(text);
    this.#byText.delete(text);
    this.#byText.set(text, prepared);
    const [oldest] = this.#byText.keys();
    if (this.#byText.size > longestCache && oldest !== undefined) this.#byText.delete(oldest);
    return prepared;
  }

  #prepared<C extends Columns, Result>(db: Kysely<Schema>, statement: Statement<C, Result>): Prepared {
    const key = statement as unknown as Statement<Columns, unknown>;
    const known = this.#byStatement.get(key);
    if (known) return known;
    const compiled = statement.write(termsOf(db, statement, this.capabilities)).compile();
    const prepared = { run: this.database.prepare(compiled.sql), names: compiled.parameters.map(columnOf) };
    this.#byStatement.set(key, prepared);
    return prepared;
  }
}

/** The values of a query's parameters, as `node:sqlite` takes them. */
export function inputsOf({ parameters }: CompiledQuery): SQLInputValue[] {
  return parameters as SQLInputValue[];
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

function valuesOf(row: Readonly<Record<string, unknown>>, names: readonly string[]): SQLInputValue[] {
  return names.map((name) => row[name] as SQLInputValue);
}
