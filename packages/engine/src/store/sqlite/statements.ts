/** Prepared statements: row statements are compiled once per store, others are kept in a bounded cache by their text. */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { CompiledQuery, Kysely } from 'kysely';
import type { Schema } from '../schema.js';
import type { Chain, Columns, Filled, RowOf, Statement, Taken } from '../statement.js';
import type { ChainCall, FilledRow } from './chain-calls.js';
import { rowsAtOnce } from './row-texts.js';
import type { RowText, RowTexts } from './row-texts.js';

/** A row statement that is ready to run. */
interface Prepared<Row> extends RowText<Row> {
  readonly run: StatementSync;
}

const longestCache = 100;

export class Statements {
  readonly #byStatement = new Map<Statement<Columns, unknown>, Prepared<never>>();
  /** Those that take many rows at once. */
  readonly #forMany = new Map<Statement<Columns, unknown>, StatementSync | undefined>();
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

  /** Runs a chain for every row; gives nothing of one if there is not what it needs, or its first statement changes nothing. */
  runChain<C extends Columns, Told>(
    db: Kysely<Schema>,
    chain: Chain<C, Told>,
    calls: readonly ChainCall<C>[],
  ): readonly (Taken<Told> | undefined)[] {
    const isLinks = !chain.need && chain.beside.length === 0 && !chain.tally;
    return isLinks ? this.#runLinks(db, chain, calls) : calls.map((call) => this.#runCall(db, chain, call));
  }

  /** Link by link, so that each can take many rows at once. */
  #runLinks<C extends Columns>(
    db: Kysely<Schema>,
    { first, rest }: Pick<Chain<C>, 'first' | 'rest'>,
    calls: readonly ChainCall<C>[],
  ): readonly (Filled | undefined)[] {
    const isTaken = calls.map((call) => this.#change(db, first, call) !== 0);
    const taken = calls.filter((_, index) => isTaken[index]);
    for (const link of rest) this.#changeAll(db, link, taken);
    return calls.map(({ filled }, index) => (isTaken[index] ? filled : undefined));
  }

  #runCall<C extends Columns, Told>(
    db: Kysely<Schema>,
    { need, first, rest, beside, tally }: Chain<C, Told>,
    call: ChainCall<C>,
  ): Taken<Told> | undefined {
    if (need && this.#find(db, need, call) === undefined) return undefined;
    if (this.#change(db, first, call) === 0) return undefined;
    for (const link of rest) this.#change(db, link, call);
    for (const [at, link] of beside.entries()) for (const one of call.beside[at] ?? []) this.#change(db, link, one);
    if (!tally) return call.filled;
    const told = this.#find(db, tally.statement, { ...call, row: { ...call.row, [tally.count]: 1 } });
    return { ...call.filled, ...(told && { told }) };
  }

  /** Runs the statement for every row; gives what each found. `filled`: the same for all of them. */
  fetch<C extends Columns, Result>(
    db: Kysely<Schema>,
    statement: Statement<C, Result>,
    { rows, filled }: { readonly rows: readonly RowOf<C>[]; readonly filled: Filled },
  ): readonly Result[][] {
    const { run, valuesOf } = this.#prepared(db, statement);
    return rows.map((row) => run.all(...(valuesOf(row, filled) as SQLInputValue[])) as Result[]);
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

  #change<C extends Columns>(db: Kysely<Schema>, statement: Statement<C, unknown>, { row, filled }: FilledRow<C>): number | bigint {
    const { run, valuesOf } = this.#prepared(db, statement);
    return run.run(...(valuesOf(row, filled) as SQLInputValue[])).changes;
  }

  #changeAll<C extends Columns>(db: Kysely<Schema>, statement: Statement<C, unknown>, rows: readonly FilledRow<C>[]): void {
    const together = rows.length - (rows.length % rowsAtOnce);
    const many = together > 0 ? this.#preparedForMany(db, statement) : undefined;
    const { valuesOf } = this.#prepared(db, statement);
    for (let at = 0; many && at < together; at += rowsAtOnce) {
      const values = rows.slice(at, at + rowsAtOnce).flatMap(({ row, filled }) => valuesOf(row, filled));
      many.run(...(values as SQLInputValue[]));
    }
    for (const row of many ? rows.slice(together) : rows) this.#change(db, statement, row);
  }

  #preparedForMany<C extends Columns>(db: Kysely<Schema>, statement: Statement<C, unknown>): StatementSync | undefined {
    const key = statement as unknown as Statement<Columns, unknown>;
    if (!this.#forMany.has(key)) {
      const text = this.texts.ofMany(db, statement);
      this.#forMany.set(key, text === undefined ? undefined : this.database.prepare(text));
    }
    return this.#forMany.get(key);
  }

  #find<C extends Columns, Result>(db: Kysely<Schema>, statement: Statement<C, Result>, { row, filled }: FilledRow<C>): Result | undefined {
    const { run, valuesOf } = this.#prepared(db, statement);
    return run.get(...(valuesOf(row, filled) as SQLInputValue[])) as Result | undefined;
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
