/**
 * Runs row statements: all rows of a call in one statement; those that share a key one after the other, since a
 * statement does not see what it changes itself.
 */
import { createHash } from 'node:crypto';
import { assert } from '@waystone/core';
import type { Kysely } from 'kysely';
import type { Instant } from '../../ports.js';
import type { Capabilities, ChainRows, TakingRows } from '../dialect.js';
import type { Schema } from '../schema.js';
import { numberedIn, timedIn } from '../statement.js';
import type { BesideRow, Chain, Columns, Filled, RowOf, Statement, Taken, Taking, Tally } from '../statement.js';
import { encodeArray } from './arrays.js';
import { besideColumns, chainFormOf } from './chain-form.js';
import type { RowQuery } from './connection.js';
import { blockSize } from './numbers.js';
import { rowFormOf } from './row-form.js';
import { inKeyOrder, keyOf, roundsOf } from './rounds.js';
import type { Numbered, Row } from './rounds.js';
import { givenIn, place, setFormOf } from './set-form.js';
import type { SetForm } from './set-form.js';
import { takingFormOf } from './taking-form.js';

/** What the parameters of a statement are: looked up once, since it runs with every step. */
interface Brought {
  /** The columns that rows bring along. */
  readonly given: ReturnType<typeof givenIn>;
  /** Whether the time comes behind them, if the database does not tell it. */
  readonly isTimed: boolean;
}

interface Written extends SetForm, Brought {
  readonly name: string;
}

interface ChainForms {
  /** Absent: what is counted is counted over rows. */
  readonly ofOne: ChainForm | undefined;
  readonly ofMany: ChainForm;
}

interface ChainForm {
  readonly written: Written;
  /** Of the statements beside it. */
  readonly beside: readonly Brought[];
}

/** The only row of a call, and those that come with it. */
interface OneRow {
  readonly row: Row;
  readonly beside: readonly (readonly BesideRow[])[];
}

interface RowStatementOptions {
  readonly capabilities: Capabilities;
  /** Where tables and sequences are. */
  readonly schema: string;
  /** Whether steady statements stay prepared on their connections, with their plans. The others are planned every time. */
  readonly prepare: boolean;
  /** Takes the place of the database's clock. */
  readonly clock?: (() => Instant) | undefined;
}

export class RowStatements {
  readonly #written = new Map<object, Written>();
  readonly #chains = new Map<object, ChainForms>();
  readonly #takings = new Map<object, Written>();

  constructor(private readonly options: RowStatementOptions) {}

  /** Tells of each row whether it changed something. */
  async apply<C extends Columns>(
    db: Kysely<Schema>,
    statement: Statement<C, unknown>,
    rows: readonly RowOf<C>[],
  ): Promise<readonly boolean[]> {
    const written = this.#of(db, statement);
    const { gives } = written;
    const changed = rows.map(() => gives === 'nothing');
    for (const round of roundsOf(rows, statement.key)) {
      const found = await this.#run(db, this.#query(written, this.#parametersOf(written, round)));
      if (gives === 'places') for (const row of found) changed[indexOf(row, round)] = true;
      if (gives === 'keys') for (const index of indexesOfKeys(found, round, statement.key)) changed[index] = true;
    }
    return changed;
  }

  /** Gives what became of the rows that the first changed. */
  async applyChain<C extends Columns, Told>(
    db: Kysely<Schema>,
    chain: Chain<C, Told>,
    { rows, beside }: ChainRows<C>,
  ): Promise<readonly (Taken<Told> | undefined)[]> {
    const forms = this.#formsOf(db, chain);
    const [only] = rows;
    if (forms.ofOne && only && rows.length === 1) return [await this.#applyToOne(db, forms.ofOne, { row: only, beside })];
    assert(
      numberedIn(chain.first.columns)?.index === undefined || rows.length <= blockSize,
      'a call has more rows than a block has numbers',
    );
    const taken: (Taken<Told> | undefined)[] = rows.map(() => undefined);
    for (const round of roundsOf(rows, chain.first.key).flatMap((whole) => inBlocks(whole, beside))) {
      const { written } = forms.ofMany;
      const parameters = [...this.#parametersOf(written, round), ...this.#besideParameters(forms.ofMany, beside, round)];
      for (const row of await this.#run(db, this.#query(written, parameters))) taken[indexOf(row, round)] = takenOf(row, chain.tally);
    }
    return taken;
  }

  async #applyToOne<Told>(db: Kysely<Schema>, form: ChainForm, { row, beside }: OneRow): Promise<Taken<Told> | undefined> {
    assertInBlock(beside);
    const { written } = form;
    const own = [...written.given.map(([name]) => row[name]), ...this.#timeFor(written)];
    const parameters = [...own, ...this.#besideParameters(form, beside, [{ row, index: 0 }])];
    const [found] = await this.#run(db, this.#query(written, parameters));
    return found && takenOf(found, undefined);
  }

  #besideParameters(
    { beside: statements }: ChainForm,
    beside: readonly (readonly BesideRow[])[],
    round: readonly Numbered[],
  ): readonly unknown[] {
    const placeOf = new Map(statements.length > 0 ? round.map(({ index }, at) => [index, at + 1]) : []);
    return statements.flatMap((brought, at) => {
      const coming = (beside[at] ?? []).filter(({ of }) => placeOf.has(of));
      const rows = coming.map(({ of, row }, index) => ({ row: { ...row, of: placeOf.get(of) }, index }));
      return this.#parametersOf(brought, rows);
    });
  }

  /** Tells of what it took. */
  async take<C extends Columns, K extends Columns, Result>(
    db: Kysely<Schema>,
    taking: Taking<C, K, Result>,
    { rows, limit }: TakingRows<C>,
  ): Promise<readonly Result[]> {
    const written = this.#takingOf(db, taking);
    const numbered = rows.map((row, index) => ({ row, index }));
    const told = await this.#run(db, this.#query(written, [...this.#parametersOf(written, numbered), limit]));
    return told as readonly Result[];
  }

  /** Sends it, and does not wait. */
  async change<C extends Columns>(db: Kysely<Schema>, statement: Statement<C, unknown>, rows: readonly RowOf<C>[]): Promise<void> {
    const written = this.#of(db, statement);
    for (const round of roundsOf(rows, statement.key)) {
      const query: RowQuery = { ...this.#query(written, this.#parametersOf(written, round)), isUnanswered: true };
      await db.executeQuery(query);
    }
  }

  /** Gives what each row found. */
  async fetch<C extends Columns, Result>(
    db: Kysely<Schema>,
    statement: Statement<C, Result>,
    rows: readonly RowOf<C>[],
  ): Promise<readonly (readonly Result[])[]> {
    const results = rows.map((): Result[] => []);
    const sorted = inKeyOrder(rows, statement.key);
    const written = this.#of(db, statement);
    for (const row of await this.#run(db, this.#query(written, this.#parametersOf(written, sorted)))) {
      const { [place]: _, ...found } = row;
      results[indexOf(row, sorted)]?.push(found as Result);
    }
    return results;
  }

  async #run(db: Kysely<Schema>, query: RowQuery): Promise<readonly Row[]> {
    const { rows: found } = await db.executeQuery<Row>(query);
    return found;
  }

  #query({ text, ctes, name, node, isSteady }: Written, parameters: readonly unknown[]): RowQuery {
    return {
      query: node,
      queryId: { queryId: name },
      sql: text,
      parameters,
      ...(ctes !== undefined && { ctes }),
      ...(this.options.prepare && isSteady && { name }),
    };
  }

  /** One array per column; a statement without columns gets the number of its rows. */
  #parametersOf(brought: Brought, rows: readonly Numbered[]): readonly unknown[] {
    const arrays = brought.given.map(([name, { type }]) =>
      encodeArray(
        type,
        rows.map(({ row }) => row[name]),
      ),
    );
    return [...(arrays.length > 0 ? arrays : [rows.length]), ...this.#timeFor(brought)];
  }

  /** The parameter behind the rows, if the database does not tell the time. */
  #timeFor({ isTimed }: Brought): readonly number[] {
    return this.options.clock && isTimed ? [this.options.clock()] : [];
  }

  #of<C extends Columns>(db: Kysely<Schema>, statement: Statement<C, unknown>): Written {
    const known = this.#written.get(statement);
    if (known) return known;
    const written = named(setFormOf(db, statement, this.options.capabilities), broughtIn(statement.columns));
    this.#written.set(statement, written);
    return written;
  }

  #takingOf<C extends Columns, K extends Columns>(db: Kysely<Schema>, taking: Taking<C, K, unknown>): Written {
    const known = this.#takings.get(taking);
    if (known) return known;
    const written = named(takingFormOf(db, taking, this.options), broughtIn(taking.find.columns));
    this.#takings.set(taking, written);
    return written;
  }

  #formsOf<C extends Columns>(db: Kysely<Schema>, chain: Chain<C>): ChainForms {
    const known = this.#chains.get(chain);
    if (known) return known;
    const brought = broughtIn(chain.first.columns);
    const ofMany = {
      written: named(chainFormOf(db, chain, this.options), brought),
      beside: chain.beside.map(({ columns }) => broughtIn(besideColumns(columns))),
    };
    const ofOne = chain.tally ? undefined : this.#formOfOne(db, chain, ofMany);
    const forms = { ofOne, ofMany };
    this.#chains.set(chain, forms);
    return forms;
  }

  #formOfOne<C extends Columns>(db: Kysely<Schema>, chain: Chain<C>, { written }: ChainForm): ChainForm {
    return {
      written: named({ ...written, ...rowFormOf(db, chain, this.options) }, written),
      beside: chain.beside.map(({ columns }) => broughtIn(columns)),
    };
  }
}

function named(form: SetForm, { given, isTimed }: Brought): Written {
  return { ...form, given, isTimed, name: nameOf(form.text) };
}

function broughtIn(columns: Columns): Brought {
  return { given: givenIn(columns), isTimed: timedIn(columns) !== undefined };
}

/** Whoever finds a statement of this name in a session, finds this statement, whoever prepared it. */
function nameOf(text: string): string {
  return `waystone_${createHash('sha256').update(text).digest('base64url').slice(0, 16)}`;
}

function assertInBlock(beside: readonly (readonly BesideRow[])[]): void {
  assert(
    beside.every((rows) => rows.length <= blockSize),
    'more rows come with one of a chain than a block has numbers',
  );
}

/** A statement takes the numbers of one block, and so does each beside it. */
function inBlocks(round: readonly Numbered[], beside: readonly (readonly BesideRow[])[]): readonly (readonly Numbered[])[] {
  const most = Math.max(round.length, ...beside.map((rows) => rows.length));
  if (most <= blockSize) return [round];
  if (round.length === 1) assertInBlock(beside);
  const half = Math.ceil(round.length / 2);
  return [round.slice(0, half), round.slice(half)].flatMap((part) => inBlocks(part, besideOf(part, beside)));
}

function besideOf(round: readonly Numbered[], beside: readonly (readonly BesideRow[])[]): readonly (readonly BesideRow[])[] {
  const indexes = new Set(round.map(({ index }) => index));
  return beside.map((rows) => rows.filter(({ of }) => indexes.has(of)));
}

function takenOf<Told>(row: Row, tally: Tally<Told> | undefined): Taken<Told> {
  const { number = 0, now = 0 } = row as Partial<Filled>;
  return tally ? { number, now, told: row as Told } : { number, now };
}

function indexOf(found: Row, rows: readonly Numbered[]): number {
  return rows[(found[place] as number) - 1]?.index ?? -1;
}

function indexesOfKeys(found: readonly Row[], round: readonly Numbered[], key: readonly string[]): readonly number[] {
  const indexes = new Map(round.map(({ row, index }) => [keyOf(row, key), index]));
  return found.map((row) => indexes.get(keyOf(row, key)) ?? -1);
}
