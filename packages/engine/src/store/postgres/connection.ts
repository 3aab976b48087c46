/** One connection, as Kysely uses it: a transaction at a time, statements sent without waiting for the ones before. */
import { StoreConnectionError } from '@waystone/core';
import { CompiledQuery } from 'kysely';
import type { DatabaseConnection, QueryResult } from 'kysely';
import type { PoolClient, QueryConfig } from 'pg';
import { meaningOf } from './errors.js';
import { toStored } from './text.js';

/** A query that stays prepared on the connections that ran it. */
export interface PreparedQuery extends CompiledQuery {
  readonly name: string;
}

/** What a transaction learns with its begin, so that it need not ask. */
export interface Beginning {
  /** Milliseconds on the database's clock. */
  readonly now: number;
  /** Undefined: it only reads. */
  readonly transactionId?: string;
  /** Numbers that were taken ahead; null: there is nothing to take from yet. */
  block?: number | null;
}

export const nowColumn = '(extract(epoch from clock_timestamp()) * 1000)::bigint as now';

/** Asks a transaction how it began; its answer is there already. Outside of one: for the time alone. */
export const askBeginning = CompiledQuery.raw(`select ${nowColumn}`);

export class PostgresConnection implements DatabaseConnection {
  #beginning: Promise<Beginning> | undefined;
  #isBroken = false;

  constructor(
    private readonly client: PoolClient,
    private readonly where: string,
  ) {}

  /** How the transaction under way, or the one that could not be ended, began. */
  get beginning(): Promise<Beginning> | undefined {
    return this.#beginning;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (query === askBeginning && this.#beginning) return { rows: [(await this.#beginning) as Row] };
    const { rows, rowCount } = await this.#ask<Row>({
      text: query.sql,
      values: query.parameters.map((value) => (typeof value === 'string' ? toStored(value) : value)),
      ...('name' in query && { name: query.name as string }),
    });
    return { rows, ...(rowCount !== null && { numAffectedRows: BigInt(rowCount) }) };
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery<Row>(query);
  }

  /** Does not wait: the first statement is sent right behind. */
  begin(text: string): void {
    this.#beginning = this.#ask<unknown>({ text }).then(lastRow<Beginning>);
    // Whoever asks next is told as well.
    this.#beginning.catch(() => undefined);
  }

  async end(how: 'commit' | 'rollback'): Promise<void> {
    await this.#ask({ text: how });
    this.#beginning = undefined;
  }

  /** Gives the connection back, or up if nobody should use it any more. */
  release(): void {
    this.client.release(this.#isBroken || this.#beginning !== undefined);
  }

  async #ask<Row>(query: QueryConfig) {
    try {
      return await this.client.query<Row & object>(query);
    } catch (error) {
      const meaning = meaningOf(error, this.where);
      if (meaning instanceof StoreConnectionError) this.#isBroken = true;
      throw meaning;
    }
  }
}

/** A text of several statements has several results. */
function lastRow<Row>(results: unknown): Row {
  const last = (Array.isArray(results) ? results.at(-1) : results) as { readonly rows: readonly Row[] };
  return last.rows[0] as Row;
}
