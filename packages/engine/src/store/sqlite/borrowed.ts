/** The store's statements in a transaction that somebody else began, on another connection than the store's own. */
import { CompiledQuery } from 'kysely';
import type { Kysely } from 'kysely';
import type { Instant } from '../../ports.js';
import type { Ask } from '../caller-transaction.js';
import type { Capabilities, Numbering, SessionDialect } from '../dialect.js';
import type { Schema, SequenceName } from '../schema.js';
import type { Chain, Columns, Filled, RowOf, Statement } from '../statement.js';
import { filledFor, takeNumbers } from '../take-numbers.js';
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

  async applyChain<C extends Columns>(
    db: Kysely<Schema>,
    { need, first, rest }: Chain<C>,
    rows: readonly RowOf<C>[],
  ): Promise<readonly (Filled | undefined)[]> {
    const filledOf = await filledFor(this, db, { columns: first.columns, count: rows.length });
    const ask = (link: Statement<C, unknown>, index: number) => {
      const { text, valuesOf } = this.#parts.texts.of(db, link);
      return this.#parts.ask(CompiledQuery.raw(text, valuesOf(rows[index] as RowOf<C>, filledOf(index))));
    };
    const changed: (Filled | undefined)[] = [];
    for (const index of rows.keys()) {
      const isThere = !need || (await ask(need, index)).rows.length > 0;
      const isChanged = isThere && ((await ask(first, index)).numAffectedRows ?? 0n) > 0n;
      if (isChanged) for (const link of rest) await ask(link, index);
      changed.push(isChanged ? filledOf(index) : undefined);
    }
    return changed;
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
    for (const row of rows) answers.push(await this.#parts.ask(CompiledQuery.raw(text, valuesOf(row))));
    return answers;
  }
}
