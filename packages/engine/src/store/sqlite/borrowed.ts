/** The store's statements in a transaction that somebody else began, on another connection than the store's own. */
import { CompiledQuery } from 'kysely';
import type { Kysely } from 'kysely';
import type { Instant } from '../../ports.js';
import type { Ask } from '../caller-transaction.js';
import type { Capabilities, ChainRows, Numbering, SessionDialect } from '../dialect.js';
import type { Schema, SequenceName } from '../schema.js';
import type { Chain, Columns, RowOf, Statement, Taken } from '../statement.js';
import { takeNumbers } from '../take-numbers.js';
import { chainCalls } from './chain-calls.js';
import type { ChainCall, FilledRow } from './chain-calls.js';
import type { RowTexts } from './row-texts.js';

interface BorrowedParts {
  readonly where: string;
  readonly ask: Ask;
  readonly texts: RowTexts;
  readonly capabilities: Capabilities;
  readonly now: () => Instant;
}

export class BorrowedSqlite implements SessionDialect {
  readonly where: string;
  readonly capabilities: Capabilities;
  readonly #parts: BorrowedParts;

  constructor(parts: BorrowedParts) {
    this.#parts = parts;
    this.where = parts.where;
    this.capabilities = parts.capabilities;
  }

  now(): Promise<Instant> {
    return Promise.resolve(this.#parts.now());
  }

  take(db: Kysely<Schema>, name: SequenceName, count: number): Promise<Numbering> {
    return takeNumbers(this, db, name, count);
  }

  async applyMany<C extends Columns>(
    db: Kysely<Schema>,
    statement: Statement<C, unknown>,
    rows: readonly RowOf<C>[],
  ): Promise<readonly boolean[]> {
    const answers = await this.#askEach(db, statement, rows);
    return answers.map(({ numAffectedRows = 0n }) => numAffectedRows > 0n);
  }

  async applyChain<C extends Columns, Told>(
    db: Kysely<Schema>,
    chain: Chain<C, Told>,
    rows: ChainRows<C>,
  ): Promise<readonly (Taken<Told> | undefined)[]> {
    const taken: (Taken<Told> | undefined)[] = [];
    for (const call of await chainCalls(this, db, { chain, ...rows })) taken.push(await this.#askChain(db, chain, call));
    return taken;
  }

  async #askChain<C extends Columns, Told>(
    db: Kysely<Schema>,
    { need, first, rest, beside, tally }: Chain<C, Told>,
    call: ChainCall<C>,
  ): Promise<Taken<Told> | undefined> {
    const isThere = !need || (await this.#askOne(db, need, call)).rows.length > 0;
    if (!isThere || !((await this.#askOne(db, first, call)).numAffectedRows ?? 0n)) return undefined;
    for (const link of rest) await this.#askOne(db, link, call);
    for (const [at, link] of beside.entries()) for (const one of call.beside[at] ?? []) await this.#askOne(db, link, one);
    if (!tally) return call.filled;
    const counted = { ...call, row: { ...call.row, [tally.count]: 1 } };
    const [told] = (await this.#askOne(db, tally.statement, counted)).rows;
    return { ...call.filled, ...(told !== undefined && { told: told as Told }) };
  }

  #askOne<C extends Columns>(db: Kysely<Schema>, statement: Statement<C, unknown>, { row, filled }: FilledRow<C>) {
    const { text, valuesOf } = this.#parts.texts.of(db, statement);
    return this.#parts.ask(CompiledQuery.raw(text, valuesOf(row, filled)));
  }

  async changeMany<C extends Columns>(db: Kysely<Schema>, statement: Statement<C, unknown>, rows: readonly RowOf<C>[]): Promise<void> {
    await this.#askEach(db, statement, rows);
  }

  async fetchMany<C extends Columns, Result>(
    db: Kysely<Schema>,
    statement: Statement<C, Result>,
    rows: readonly RowOf<C>[],
  ): Promise<readonly (readonly Result[])[]> {
    const answers = await this.#askEach(db, statement, rows);
    return answers.map(({ rows: found }) => found as readonly Result[]);
  }

  async #askEach<C extends Columns>(db: Kysely<Schema>, statement: Statement<C, unknown>, rows: readonly RowOf<C>[]) {
    const { text, valuesOf } = this.#parts.texts.of(db, statement);
    const answers = [];
    const filled = { number: 0, now: this.#parts.now() };
    for (const row of rows) answers.push(await this.#parts.ask(CompiledQuery.raw(text, valuesOf(row, filled))));
    return answers;
  }
}
