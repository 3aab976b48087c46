/**
 * Lends connections for the transactions of tasks: from a pool of its own, so that tasks never keep the store waiting, and
 * set up as the user's connections are.
 *
 * Always: no more at once than `taskConnections`. A loan that returns has been committed, also if the answer was lost; one
 * that throws has not, or nobody can tell.
 */
import { StoreConnectionError, TransactionEndedError } from '@waystone/core';
import type { CompiledQuery, Dialect as KyselyDialect, QueryResult } from 'kysely';
import pg from 'pg';
import type { Pool, PoolClient } from 'pg';
import type { Lent, Loan } from '../dialect.js';
import { Turns } from '../turns.js';
import { meaningOf } from './errors.js';
import type { PostgresSettings } from './options.js';
import { clientConfig } from './client-config.js';
import { processIdOf } from './session-check.js';

interface LenderParts {
  readonly settings: PostgresSettings;
  readonly where: string;
  readonly language: KyselyDialect;
  /** Ends the statement that a server process runs. */
  readonly interrupt: (processId: number) => Promise<unknown>;
  readonly wasCommitted: (transactionId: string) => Promise<boolean | undefined>;
}

/** A worker that stands still in the middle of a task would keep others waiting for the locks of its transaction. */
const idleTimeout = 60_000;

export class Lender {
  readonly #parts: LenderParts;
  readonly #turns: Turns;
  readonly #begin: string;
  #pool: Pool | undefined;

  constructor(parts: LenderParts) {
    const { taskConnections, statementTimeout } = parts.settings;
    this.#parts = parts;
    this.#turns = new Turns(taskConnections);
    this.#begin = `begin; set local statement_timeout = ${statementTimeout}; set local idle_in_transaction_session_timeout = ${idleTimeout}`;
  }

  lend<Result>(work: (loan: Loan) => Promise<Lent<Result>>): Promise<Result> {
    return this.#turns.take(() => this.#lendOne(work));
  }

  async close(): Promise<void> {
    await this.#pool?.end();
  }

  async #lendOne<Result>(work: (loan: Loan) => Promise<Lent<Result>>): Promise<Result> {
    const client = await this.#connect();
    const heard: Error[] = [];
    const hear = (error: Error): void => void heard.push(error);
    client.on('error', hear);
    let isUsable = false;
    try {
      await this.#tell(client, this.#begin);
      const { commit, result } = await work(this.#loanOf(client));
      await (commit ? this.#commit(client) : this.#tell(client, 'rollback'));
      isUsable = true;
      return result;
    } catch (error) {
      isUsable = await client.query('rollback').then(
        () => true,
        () => false,
      );
      throw overdue(error, heard) ?? error;
    } finally {
      client.off('error', hear);
      client.release(!isUsable);
    }
  }

  async #connect(): Promise<PoolClient> {
    this.#pool ??= makePool(this.#parts.settings);
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw meaningOf(error, this.#parts.where);
    }
  }

  async #tell(client: PoolClient, text: string): Promise<pg.QueryResult> {
    try {
      return await client.query(text);
    } catch (error) {
      throw meaningOf(error, this.#parts.where);
    }
  }

  async #commit(client: PoolClient): Promise<void> {
    const { rows } = await this.#tell(client, 'select pg_current_xact_id()::text as id');
    const [{ id } = { id: '' }] = rows as readonly { readonly id: string }[];
    try {
      await this.#tell(client, 'commit');
    } catch (error) {
      if (!(error instanceof StoreConnectionError)) throw error;
      await this.#settle(id, error);
    }
  }

  /** The answer to the commit was lost. */
  async #settle(transactionId: string, lost: StoreConnectionError): Promise<void> {
    const isCommitted = await this.#parts.wasCommitted(transactionId);
    if (isCommitted === false) throw lost;
    if (isCommitted === undefined)
      throw new StoreConnectionError(this.#parts.where, 'it was lost during a commit', { cause: lost, inDoubt: true });
  }

  #loanOf(client: PoolClient): Loan {
    const { language, where, interrupt, settings } = this.#parts;
    return {
      ask: async (query) => {
        if (client.getTransactionStatus() === outside) throw new TransactionEndedError();
        return ask(client, query);
      },
      language,
      // Behind a pooler the number is not that of the server's process.
      interrupt: async () => void (settings.listen && (await interrupt(processIdOf(client)))),
      meaningOf: (error) => meaningOf(error, where),
    };
  }
}

function makePool(settings: PostgresSettings): Pool {
  const { types: _, ...config } = clientConfig(settings);
  const pool = new pg.Pool({ ...config, max: settings.taskConnections });
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
}

function ignore(): void {}

/** idle_in_transaction_session_timeout, transaction_timeout */
const timeLimits: ReadonlySet<unknown> = new Set(['25P03', '25P04']);

/** A task that takes too long would take too long again, for ever: that is its failure, and no connection that was lost. */
function overdue(error: unknown, heard: readonly Error[]): TransactionEndedError | undefined {
  const causes = error instanceof StoreConnectionError && !error.inDoubt ? [error.cause, ...heard] : [];
  const cause = causes.find((one) => one instanceof pg.DatabaseError && timeLimits.has(one.code));
  if (!(cause instanceof Error)) return undefined;
  const problem = `was ended by the server (${cause.message}); do before or after the task what takes long`;
  return new TransactionEndedError(problem, { cause });
}

/** What the server says of a session in which no transaction is open. */
const outside = 'I';

/** What Kysely expects of its own driver. */
async function ask(client: PoolClient, { sql: text, parameters }: CompiledQuery): Promise<QueryResult<unknown>> {
  const { command, rowCount, rows } = await client.query<object>(text, [...parameters]);
  return { rows, ...(changes.has(command) && { numAffectedRows: BigInt(rowCount ?? 0) }) };
}

const changes: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);
