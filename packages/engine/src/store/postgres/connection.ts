/**
 * One connection, as Kysely uses it: a transaction at a time, statements sent without waiting for the ones before.
 *
 * Always: a transaction in which anything failed is not committed, and what it throws is what failed first.
 */
import { assert } from '@waystone/core';
import { CompiledQuery } from 'kysely';
import type { DatabaseConnection, QueryResult } from 'kysely';
import type { PoolClient, QueryConfig } from 'pg';
import { meaningOf, spoilsConnection } from './errors.js';
import { toStored } from './text.js';

export interface RowQuery extends CompiledQuery {
  /** Under which it stays prepared on the connections that ran it. */
  readonly name?: string;
  /** With what its text begins, if it is made of several statements: those that write cannot be within another one. */
  readonly ctes?: string;
  /** Nobody waits for the answer. */
  readonly isUnanswered?: boolean;
}

/** Sends a question, whoever may wait for its answer. */
export type Send = (query: QueryConfig) => Promise<unknown>;

/**
 * Asks nothing itself: what it sends goes right behind the commit of the transaction under way, before that is answered; outside of
 * one, behind each statement until the connection is given back. Behind what is undone nothing goes.
 */
export interface FollowUp extends CompiledQuery {
  readonly follow: (send: Send) => void;
}

export function followUp(follow: FollowUp['follow']): FollowUp {
  return { ...CompiledQuery.raw(''), follow };
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

/** From now on the statements of a transaction may take as long as they need: nobody knows how large the tables are. */
export const liftTimeout = CompiledQuery.raw('set local statement_timeout = 0');

/** Longest time that a timer takes. */
const longestMs = 2 ** 31 - 1;

export class PostgresConnection implements DatabaseConnection {
  #beginning: Promise<Beginning> | undefined;
  /** What was sent in this transaction and not waited for. */
  #unanswered: Promise<unknown>[] = [];
  readonly #send: Send = (query) => this.client.query(query);
  /** What is to be sent right behind what becomes durable. */
  #follow: FollowUp['follow'] = nothing;
  #isBroken = false;
  /** The transaction under way has lifted its timeout. */
  #isUnbounded = false;

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
    if (isFollowUp(query)) {
      this.#follow = query.follow;
      return { rows: [] };
    }
    this.#isUnbounded ||= query === liftTimeout;
    const { sql: text, parameters, name, isUnanswered = false }: RowQuery = query;
    const values = parameters.map((value) => (typeof value === 'string' ? toStored(value) : value));
    const answer = this.#ask<Row>({ text, values, ...(name !== undefined && { name }) });
    if (!this.#beginning) this.#follow(this.#send);
    if (isUnanswered) {
      this.#leaveUnanswered(answer);
      return { rows: [] };
    }
    try {
      const { rows, rowCount } = await answer;
      return { rows, ...(rowCount !== null && { numAffectedRows: BigInt(rowCount) }) };
    } catch (error) {
      throw (await this.#firstFailure()) ?? error;
    }
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery<Row>(query);
  }

  /** Does not wait: the first statement is sent right behind. */
  begin(text: string): void {
    this.#beginning = this.#ask<unknown>({ text }).then(lastRow<Beginning>);
    this.#leaveUnanswered(this.#beginning);
  }

  async commit(): Promise<void> {
    const answer = this.#ask({ text: 'commit' });
    this.#follow(this.#send);
    const { command } = await answer;
    const failure = await this.#firstFailure();
    this.#forget();
    if (failure !== undefined) throw failure;
    assert(command === 'COMMIT', 'a transaction was undone in silence');
  }

  async rollback(): Promise<void> {
    await this.#ask({ text: 'rollback' });
    this.#forget();
  }

  /** Gives the connection back, or up if nobody should use it any more. */
  release(): void {
    this.client.release(this.#isBroken || this.#beginning !== undefined);
  }

  #leaveUnanswered(answer: Promise<unknown>): void {
    answer.catch(() => undefined);
    this.#unanswered.push(answer);
  }

  async #firstFailure(): Promise<unknown> {
    const answers = await Promise.allSettled(this.#unanswered);
    return answers.find((answer) => answer.status === 'rejected')?.reason;
  }

  #forget(): void {
    this.#beginning = undefined;
    this.#follow = nothing;
    this.#unanswered = [];
    this.#isUnbounded = false;
  }

  async #ask<Row>(query: QueryConfig) {
    try {
      return await this.client.query<Row & object>({ ...query, ...(this.#isUnbounded && { query_timeout: longestMs }) });
    } catch (error) {
      const meaning = meaningOf(error, this.where);
      if (spoilsConnection(meaning)) this.#isBroken = true;
      throw meaning;
    }
  }
}

function nothing(): void {}

function isFollowUp(query: CompiledQuery): query is FollowUp {
  return 'follow' in query;
}

/** A text of several statements has several results. */
function lastRow<Row>(results: unknown): Row {
  const last = (Array.isArray(results) ? results.at(-1) : results) as { readonly rows: readonly Row[] };
  return last.rows[0] as Row;
}
