/** The dialect of PostgreSQL: many writers, row locks, the database's clock, notices through LISTEN. */
import type { Dialect as KyselyDialect, Kysely } from 'kysely';
import { PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely';
import { StoreForeignError } from '@waystone/core';
import type { Instant } from '../../ports.js';
import type { Ask } from '../caller-transaction.js';
import type { Borrowed, Capabilities, ChainRows, Dialect, Layout, Lent, Loan, Numbering, TakingRows } from '../dialect.js';
import type { Notice } from '../notices.js';
import type { Schema, SequenceName } from '../schema.js';
import type { Chain, Columns, RowOf, Statement, Taken, Taking } from '../statement.js';
import { takeNumbers } from '../take-numbers.js';
import { Announcer } from './announcer.js';
import { borrowedDatabase } from './borrowed.js';
import { askBeginning, liftTimeout } from './connection.js';
import type { Beginning } from './connection.js';
import { PostgresDriver } from './driver.js';
import { Lender } from './lend.js';
import { layout } from './layout.js';
import { Lingering } from './lingering.js';
import { watchNotices } from './listener.js';
import { sequenceName, takeBlocks } from './numbers.js';
import type { PostgresSettings } from './options.js';
import { describeServer } from './client-config.js';
import { assertSameDatabase, madeAt } from './probe.js';
import { RowStatements } from './row-statements.js';

/** A process that stands still between two statements of a migration keeps waiting only those who want the same. Milliseconds. */
const idleInMigrationTimeout = 60_000;

export class PostgresDialect implements Dialect {
  readonly capabilities: Capabilities;
  readonly layout: Layout = layout;
  readonly where: string;
  readonly schema: string;
  readonly kysely: KyselyDialect;
  readonly #settings: PostgresSettings;
  readonly #driver: PostgresDriver;
  readonly #statements: RowStatements;
  readonly #announcer: Announcer;
  readonly #listening: Lingering;
  readonly #lender: Lender;
  #since: number | undefined;

  constructor(settings: PostgresSettings) {
    this.#settings = settings;
    this.where = describeServer(settings);
    this.capabilities = { skipLocked: true, rowLocks: true, manyTransactions: true, loneStatements: settings.listen };
    this.schema = settings.schema;
    this.#driver = new PostgresDriver(settings, this.where);
    this.#statements = new RowStatements({
      capabilities: this.capabilities,
      schema: this.schema,
      prepare: settings.listen,
      clock: settings.clock,
    });
    this.#announcer = new Announcer(settings, this.#driver.pool);
    this.kysely = this.#language();
    this.#lender = new Lender({
      settings,
      where: this.where,
      language: this.kysely,
      wasCommitted: (transactionId) => this.#driver.wasCommitted(transactionId),
      interrupt: (processId) => this.#driver.pool.query('select pg_cancel_backend($1)', [processId]),
    });
    const { channel, id: from } = this.#announcer;
    this.#listening = new Lingering((heard) => watchNotices({ settings, channel, from, heard }), settings.ports.clock);
    this.#driver.beforeDestroy(async () => {
      this.#listening.end();
      await this.#lender.close();
      await this.#announcer.close();
    });
  }

  #language(): KyselyDialect {
    return {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => this.#driver,
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    };
  }

  async isMigrated(db: Kysely<Schema>): Promise<boolean> {
    // The catalog shows everybody what there is; the information schema, only what one may use.
    const { rows } = await sql<{ readonly column: string }>`
      select a.attname as column from pg_catalog.pg_attribute a
      join pg_catalog.pg_class c on c.oid = a.attrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${this.schema} and c.relname = 'migrations' and a.attnum > 0 and not a.attisdropped
    `.execute(db);
    const isOurs = rows.some(({ column }) => column === 'older_may_go_on');
    if (rows.length > 0 && !isOurs) throw new StoreForeignError(`schema '${this.schema}' of ${this.where}`);
    return isOurs;
  }

  async lockMigrations(db: Kysely<Schema>): Promise<void> {
    // For this transaction alone, so that it holds through poolers too.
    await sql`set local idle_in_transaction_session_timeout = ${sql.lit(idleInMigrationTimeout)}`.execute(db);
    await sql`select pg_advisory_xact_lock(hashtextextended(${`waystone migrations ${this.schema}`}, 0))`.execute(db);
    await sql`set local search_path to ${sql.id(this.schema)}, pg_temp`.execute(db);
    await db.executeQuery(liftTimeout);
  }

  async takeOwnership(db: Kysely<Schema>): Promise<void> {
    const { rows } = await sql`select from pg_namespace where nspname = ${this.schema}`.execute(db);
    if (rows.length === 0) await sql`create schema ${sql.id(this.schema)}`.execute(db);
    for (const name of layout.sequences) await sql`create sequence ${sql.id(sequenceName(name))}`.execute(db);
  }

  async now(db: Kysely<Schema>): Promise<Instant> {
    if (this.#settings.clock) return this.#settings.clock();
    const { rows } = await db.executeQuery<Beginning>(askBeginning);
    return Number(rows[0]?.now);
  }

  async take(db: Kysely<Schema>, name: SequenceName, count: number): Promise<Numbering> {
    if (!layout.sequences.includes(name)) return takeNumbers(this, db, name, count);
    return takeBlocks(db, this.schema, name, count);
  }

  applyMany<C extends Columns>(
    db: Kysely<Schema>,
    statement: Statement<C, unknown>,
    rows: readonly RowOf<C>[],
  ): Promise<readonly boolean[]> {
    return this.#statements.apply(db, statement, rows);
  }

  applyChain<C extends Columns, Told>(
    db: Kysely<Schema>,
    chain: Chain<C, Told>,
    rows: ChainRows<C>,
  ): Promise<readonly (Taken<Told> | undefined)[]> {
    return this.#statements.applyChain(db, chain, rows);
  }

  takeMany<C extends Columns, K extends Columns, Result>(
    db: Kysely<Schema>,
    taking: Taking<C, K, Result>,
    rows: TakingRows<C>,
  ): Promise<readonly Result[]> {
    return this.#statements.take(db, taking, rows);
  }

  changeMany<C extends Columns>(db: Kysely<Schema>, statement: Statement<C, unknown>, rows: readonly RowOf<C>[]): Promise<void> {
    return this.#statements.change(db, statement, rows);
  }

  fetchMany<C extends Columns, Result>(
    db: Kysely<Schema>,
    statement: Statement<C, Result>,
    rows: readonly RowOf<C>[],
  ): Promise<readonly (readonly Result[])[]> {
    return this.#statements.fetch(db, statement, rows);
  }

  watch(heard: (notice: Notice) => void): () => void {
    return this.#listening.begin(heard);
  }

  announce(notices: readonly Notice[]): void {
    this.#announcer.announce(notices);
  }

  announceBehind(db: Kysely<Schema>, notices: readonly Notice[]): Promise<boolean> {
    return this.#announcer.announceBehind(db, notices);
  }

  async probe(ask: Ask, db: Kysely<Schema>): Promise<void> {
    const { where, schema } = this;
    this.#since ??= await madeAt(db);
    await assertSameDatabase(ask, { where, schema, since: this.#since });
  }

  borrow(ask: Ask): Borrowed {
    const db = borrowedDatabase(ask, this.kysely, this.schema);
    return { dialect: this, db, announce: (notices) => this.#announcer.announceWithin(db, notices) };
  }

  lend<Result>(_db: Kysely<Schema>, work: (loan: Loan) => Promise<Lent<Result>>): Promise<Result> {
    return this.#lender.lend(work);
  }
}
