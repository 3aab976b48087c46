/**
 * Kysely's driver over `pg`.
 *
 * Always: a transaction that only reads sees one moment. In one that writes each statement sees what was durable when it
 * began, whatever the database is set to: who has waited for a lock must see what it waited for. A commit that returns has
 * happened, also if its answer was lost; one that throws has not, or nobody can tell. Errors leave here as `StoreError`s.
 */
import { StoreConnectionError } from '@waystone/core';
import type { Driver, TransactionSettings } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { nowColumn, PostgresConnection } from './connection.js';
import { meaningOf, noneLeft } from './errors.js';
import type { PostgresSettings } from './options.js';
import { takeAhead } from './numbers.js';
import { createPool, transactionSettings } from './pool.js';
import { Outcomes } from './transaction.js';

export class PostgresDriver implements Driver {
  readonly #settings: PostgresSettings;
  readonly #outcomes: Outcomes;
  readonly #beginToWrite: string;
  readonly #beginToRead: string;
  readonly #pool: Pool;
  #closeFirst = (): Promise<void> => Promise.resolve();

  constructor(
    settings: PostgresSettings,
    private readonly where: string,
  ) {
    const local = transactionSettings(settings);
    this.#settings = settings;
    this.#beginToWrite = `begin isolation level read committed; ${local}select ${nowColumn}, pg_current_xact_id()::text as "transactionId", ${takeAhead(settings.schema)}`;
    this.#beginToRead = `begin isolation level repeatable read read only; ${local}set local enable_nestloop = on; set local plan_cache_mode = force_custom_plan; select ${nowColumn}`;
    this.#outcomes = new Outcomes(settings);
    this.#pool = createPool(settings, where);
  }

  get pool(): Pool {
    return this.#pool;
  }

  /** What has to be closed while there are still connections. */
  beforeDestroy(close: () => Promise<void>): void {
    this.#closeFirst = close;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PostgresConnection> {
    const client = await this.#connect();
    await this.#outcomes.begin(client);
    return new PostgresConnection(client, this.where);
  }

  async beginTransaction(connection: PostgresConnection, { accessMode }: TransactionSettings): Promise<void> {
    connection.begin(accessMode === 'read only' ? this.#beginToRead : this.#beginToWrite);
  }

  async commitTransaction(connection: PostgresConnection): Promise<void> {
    try {
      await connection.commit();
    } catch (error) {
      if (error instanceof StoreConnectionError) await this.#settle(connection, error);
      else throw error;
    }
  }

  /** Never fails: a transaction that cannot be undone by word is undone by the end of its connection. */
  async rollbackTransaction(connection: PostgresConnection): Promise<void> {
    await connection.rollback().catch(() => undefined);
  }

  async releaseConnection(connection: PostgresConnection): Promise<void> {
    connection.release();
  }

  async destroy(): Promise<void> {
    await this.#closeFirst();
    await this.#pool.end();
  }

  wasCommitted(transactionId: string): Promise<boolean | undefined> {
    return this.#outcomes.wasCommitted(transactionId);
  }

  async #connect(): Promise<PoolClient> {
    const { connections, connectTimeout } = this.#settings;
    const isFull = this.#pool.totalCount - this.#pool.idleCount >= connections;
    try {
      return await this.#pool.connect();
    } catch (error) {
      if (isFull && isTimeout(error)) throw noneLeft(this.where, { connections, connectTimeout, cause: error });
      throw meaningOf(error, this.where);
    }
  }

  /** The answer to the commit was lost. */
  async #settle(connection: PostgresConnection, lost: StoreConnectionError): Promise<void> {
    const { transactionId } = (await connection.beginning) ?? {};
    if (transactionId === undefined) throw lost;
    const isCommitted = await this.wasCommitted(transactionId);
    if (isCommitted === false) throw lost;
    if (isCommitted === undefined)
      throw new StoreConnectionError(this.where, 'it was lost during a commit', { cause: lost, inDoubt: true });
  }
}

/** What the pool says when nobody gave a connection back in time. */
function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'timeout exceeded when trying to connect';
}
