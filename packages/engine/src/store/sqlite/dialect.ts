/** The dialect of SQLite: one writer, one connection per store, the machine's clock. */
import type { Dialect as KyselyDialect, Kysely } from 'kysely';
import { sql, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { Instant } from '../../ports.js';
import type { Ask } from '../caller-transaction.js';
import type { Borrowed, Capabilities, ChainRows, Dialect, Layout, Lent, Loan, Numbering } from '../dialect.js';
import { FixedConnection, kyselyOn } from '../fixed-connection.js';
import type { Notice } from '../notices.js';
import type { Schema, SequenceName } from '../schema.js';
import type { Chain, Columns, RowOf, Statement, Taken } from '../statement.js';
import { takeNumbers } from '../take-numbers.js';
import { BorrowedSqlite } from './borrowed.js';
import { chainCalls } from './chain-calls.js';
import { OrderedAdapter, SqliteDriver } from './driver.js';
import { lendConnection } from './lend.js';
import { applicationId } from './open-file.js';
import { inMemory } from './options.js';
import type { SqliteSettings } from './options.js';
import { assertSameFile } from './probe.js';
import { rewriteTables } from './rewrite-tables.js';
import { RowTexts } from './row-texts.js';
import { watchWrites } from './watch.js';

/** Those of which every step and every start takes some. */
const aheadOf: ReadonlySet<SequenceName> = new Set(['ordinal', 'instance']);

export class SqliteDialect implements Dialect {
  readonly capabilities: Capabilities = { skipLocked: false, rowLocks: false, manyTransactions: false, loneStatements: false };
  readonly layout: Layout = {
    bytes: sql`blob`,
    text: sql`text`,
    storage: () => sql``,
    changesConstraints: false,
    checksStayPrepared: true,
    prefersKeys: true,
    functions: false,
    sequences: [],
    rewriteTables: async (rewrite) => this.#driver.guard(() => rewriteTables(this.#driver.database, rewrite)),
  };
  readonly where: string;
  readonly kysely: KyselyDialect;
  readonly #settings: SqliteSettings;
  readonly #driver: SqliteDriver;
  readonly #texts = new RowTexts(this.capabilities);

  constructor(settings: SqliteSettings) {
    this.#settings = settings;
    this.where = settings.path;
    this.#driver = new SqliteDriver(settings, this.#texts);
    this.kysely = {
      createAdapter: () => new OrderedAdapter(),
      createDriver: () => this.#driver,
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    };
  }

  async isMigrated(db: Kysely<Schema>): Promise<boolean> {
    const tables = await db.introspection.getTables();
    return tables.some(({ name }) => name === 'migrations');
  }

  /** A transaction that writes is alone: it began `immediate`. */
  async lockMigrations(): Promise<void> {}

  async takeOwnership(): Promise<void> {
    this.#driver.guard(() => this.#driver.database.exec(`pragma application_id = ${applicationId}`));
  }

  now(): Promise<Instant> {
    return Promise.resolve(this.#settings.ports.clock.now());
  }

  take(db: Kysely<Schema>, name: SequenceName, count: number): Promise<Numbering> {
    const take = (many: number): Promise<Numbering> => takeNumbers(this, db, name, many);
    return aheadOf.has(name) ? this.#driver.numbers.take(name, count, { version: this.#driver.dataVersion(), take }) : take(count);
  }

  async applyMany<C extends Columns>(
    db: Kysely<Schema>,
    statement: Statement<C, unknown>,
    rows: readonly RowOf<C>[],
  ): Promise<readonly boolean[]> {
    return this.#driver.guard(() => this.#driver.statements.apply(db, statement, rows));
  }

  async applyChain<C extends Columns, Told>(
    db: Kysely<Schema>,
    chain: Chain<C, Told>,
    rows: ChainRows<C>,
  ): Promise<readonly (Taken<Told> | undefined)[]> {
    const calls = await chainCalls(this, db, { chain, ...rows });
    return this.#driver.guard(() => this.#driver.statements.runChain(db, chain, calls));
  }

  async changeMany<C extends Columns>(db: Kysely<Schema>, statement: Statement<C, unknown>, rows: readonly RowOf<C>[]): Promise<void> {
    await this.applyMany(db, statement, rows);
  }

  async fetchMany<C extends Columns, Result>(
    db: Kysely<Schema>,
    statement: Statement<C, Result>,
    rows: readonly RowOf<C>[],
  ): Promise<readonly (readonly Result[])[]> {
    const filled = { number: 0, now: this.#settings.ports.clock.now() };
    return this.#driver.guard(() => this.#driver.statements.fetch(db, statement, { rows, filled }));
  }

  watch(heard: (notice: Notice) => void): () => void {
    const { path, ports } = this.#settings;
    if (path === inMemory) return () => {};
    return watchWrites({ path, clock: ports.clock, version: () => this.#dataVersion(), changed: () => heard({ kind: 'external' }) });
  }

  /** Others see the file change. */
  announce(): void {}

  probe(ask: Ask): Promise<void> {
    return assertSameFile(ask, this.#settings.path);
  }

  borrow(ask: Ask): Borrowed {
    const { clock } = this.#settings.ports;
    const dialect = new BorrowedSqlite({
      where: this.where,
      ask,
      texts: this.#texts,
      capabilities: this.capabilities,
      now: () => clock.now(),
    });
    const db = kyselyOn<Schema>(new FixedConnection(ask), this.kysely);
    // Whoever watches the file sees the commit.
    return { dialect, db, announce: () => Promise.resolve() };
  }

  lend<Result>(db: Kysely<Schema>, work: (loan: Loan) => Promise<Lent<Result>>): Promise<Result> {
    return lendConnection({ db, driver: this.#driver, language: this.kysely }, work);
  }

  /** Changes whenever another connection has written. Undefined: the file cannot be read now; the next look will tell. */
  #dataVersion(): number | undefined {
    try {
      return this.#driver.dataVersion();
    } catch {
      return undefined;
    }
  }
}
