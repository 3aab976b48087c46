/** Prepared statements: row statements are compiled once per store, others are kept in a bounded cache by their text. */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { CompiledQuery, Kysely } from 'kysely';
import type { Schema } from '../schema.js';
import type { Chain, Columns, Filled, RowOf, Statement } from '../statement.js';
import type { RowText, RowTexts } from './row-texts.js';

/** A row statement that is ready to run. */
interface Prepared<Row> extends RowText<Row> {
  readonly run: StatementSync;
}

const longestCache = 100;

export class Statements {
  readonly #byStatement = new Map<Statement<Columns, unknown>, Prepared<never>>();
  readonly #byText = new Map<string, StatementSync>();

  constructor(
    private readonly database: DatabaseSync,
    private readonly texts: RowTexts,
  ) {}

  /** Runs the statement for every row; tells of each whether it changed something. */
  apply<C extends Columns>(db: Kysely<Schema>, statement: Statement<C, unknown>, rows: readonly RowOf<C>[]): readonly boolean[] {
    const { run, valuesOf } = this.#prepared(db, statement);
    return rows.map((row) => run.run(...(valuesOf(row) as SQLInputValue[])).changes !== 0);
  }

  /** Runs the first statement for every row for which there is what it needs, and the others for those that it changed. */
  applyChain<C extends Columns>(
    db: Kysely<Schema>,
    { need, first, rest }: Chain<C>,
    { rows, filledOf }: { readonly rows: readonly RowOf<C>[]; readonly filledOf: (index: number) => Filled },
  ): readonly (Filled | undefined)[] {
    const needed = need && this.#prepared(db, need);
    const links = [first, ...rest].map((link) => this.#prepared(db, link));
    return rows.map((row, index) => {
      const filled = filledOf(index);
      if (needed?.run.get(...(needed.valuesOf(row, filled) as SQLInputValue[])) === undefined && needed) return undefined;
      for (const [at, { run, valuesOf }] of links.entries()) {
        const { changes } = run.run(...(valuesOf(row, filled) as SQLInputValue[]));
        if (at === 0 && changes === 0) return undefined;
      }
      return filled;
    });
  }

  /** Runs the statement for every row; gives what each found. */
  fetch<C extends Columns, Result>(db: Kysely<Schema>, statement: Statement<C, Result>, rows: readonly RowOf<C>[]): readonly Result[][] {
    const { run, valuesOf } = this.#prepared(db, statement);
    return rows.map((row) => run.all(...(valuesOf(row) as SQLInputValue[])) as Result[]);
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

  #prepared<C extends Columns, Result>(db: Kysely<Schema>, statement: Statement<C, Result>): Prepared<RowOf<C>> {
    const key = statement as unknown as Statement<Columns, unknown>;
    const known = this.#byStatement.get(key) as Prepared<RowOf<C>> | undefined;
    if (known) return known;
    const written = this.texts.of(db, statement);
    const prepared = { ...written, run: this.database.prepare(written.text) };
    this.#byStatement.set(key, prepared);
    return prepared;
  }
}

/** The values of a query's parameters, as `node:sqlite` takes them. */
export function inputsOf({ parameters }: CompiledQuery): SQLInputValue[] {
  return parameters as SQLInputValue[];
}
