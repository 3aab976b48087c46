/**
 * Kysely's driver over `node:sqlite`: one connection, which whoever asked for it first has first.
 *
 * Always: one at a time has it, and giving it back wakes the next alone, so that a turn costs the same however many wait. A
 * transaction that writes begins `immediate`, so it never fails for a lock later on; SQLite's errors leave here as `StoreError`s.
 */
import type { DatabaseSync } from 'node:sqlite';
import { StoreClosedError } from '@waystone/core';
import { SqliteAdapter } from 'kysely';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult, TransactionSettings } from 'kysely';
import { isBusy, meaningOf } from './errors.js';
import type { Circumstances } from './errors.js';
import { openFile } from './open-file.js';
import { NumbersAhead } from './numbers-ahead.js';
import type { SqliteSettings } from './options.js';
import type { RowTexts } from './row-texts.js';
import { inputsOf, Statements } from './statements.js';

interface Opened {
  readonly database: DatabaseSync;
  readonly statements: Statements;
}

/** Kysely's own lock wakes all who wait for the connection whenever it is given back; so the driver says whose turn it is. */
export class OrderedAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

export class SqliteDriver implements Driver {
  readonly #settings: SqliteSettings;
  readonly #circumstances: Circumstances;
  readonly #connection: DatabaseConnection;
  /** Of this connection. */
  readonly numbers = new NumbersAhead();
  #opened: Opened | undefined;
  /** When whoever asked last gives the connection back. */
  #lastTurn: Promise<void> = Promise.resolve();
  #endTurn = (): void => {};

  constructor(
    settings: SqliteSettings,
    private readonly texts: RowTexts,
  ) {
    this.#settings = settings;
    this.#circumstances = { where: settings.path, busyTimeout: settings.busyTimeout };
    this.#connection = new SqliteConnection(this);
  }

  get database(): DatabaseSync {
    return this.#open.database;
  }

  get statements(): Statements {
    return this.#open.statements;
  }

  /** Changes whenever another connection has written. */
  dataVersion(): number {
    return Number(this.statements.byText('pragma data_version').get()?.['data_version']);
  }

  /** Runs work on the database; SQLite's errors become `StoreError`s. */
  guard<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw this.meaningOf(error);
    }
  }

  /** Errors leave as SQLite makes them. */
  execute<Row>(query: CompiledQuery): QueryResult<Row> {
    const statement = this.statements.byText(query.sql);
    if (statement.columns().length > 0) return { rows: statement.all(...inputsOf(query)) as Row[] };
    const { changes, lastInsertRowid } = statement.run(...inputsOf(query));
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  /** A `StoreError` for what the world did. */
  meaningOf(error: unknown): unknown {
    return meaningOf(error, this.#circumstances);
  }

  async init(): Promise<void> {
    await this.#patiently(() => {
      const database = openFile(this.#settings);
      this.#opened = { database, statements: new Statements(database, this.texts) };
    });
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#lastTurn;
    let endTurn = (): void => {};
    this.#lastTurn = new Promise((resolve) => (endTurn = resolve));
    await before;
    this.#endTurn = endTurn;
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    this.#endTurn();
  }

  async beginTransaction(_connection: DatabaseConnection, { accessMode }: TransactionSettings): Promise<void> {
    await this.#patiently(() => this.#execute(accessMode === 'read only' ? 'begin' : 'begin immediate'));
  }

  async commitTransaction(): Promise<void> {
    this.guard(() => this.#execute('commit'));
  }

  async rollbackTransaction(): Promise<void> {
    this.numbers.forget();
    // A full disk and the like roll back by themselves.
    if (this.database.isTransaction) this.guard(() => this.#execute('rollback'));
  }

  async destroy(): Promise<void> {
    this.#opened?.database.close();
    this.#opened = undefined;
  }

  get #open(): Opened {
    // Whoever had begun to ask when the store was closed.
    if (!this.#opened) throw new StoreClosedError();
    return this.#opened;
  }

  #execute(text: string): void {
    this.statements.byText(text).run();
  }

  /** Tries again while another process holds the lock, up to `busyTimeout`, without blocking this one. */
  async #patiently(work: () => void): Promise<void> {
    const { clock, random } = this.#settings.ports;
    const deadline = clock.now() + this.#settings.busyTimeout;
    for (;;) {
      try {
        return work();
      } catch (error) {
        if (!isBusy(error) || clock.now() >= deadline) throw meaningOf(error, this.#circumstances);
      }
      await new Promise<void>((resolve) => clock.after(1 + random.next() * longestRetryMs, resolve));
    }
  }
}

const longestRetryMs = 15;

class SqliteConnection implements DatabaseConnection {
  constructor(private readonly driver: SqliteDriver) {}

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.driver.guard(() => this.driver.execute<Row>(query));
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    const statement = this.driver.guard(() => this.driver.statements.byText(query.sql));
    for (const row of statement.iterate(...inputsOf(query))) yield { rows: [row as Row] };
  }
}
