/**
 * Transactions that callers bring along: of their own Kysely, or on their own `pg` client.
 *
 * Always: what is asked through a carrier runs in that transaction and nowhere else; errors of the caller's database
 * driver leave as they are, since the caller decides what becomes of the transaction.
 */
import { TransactionInvalidError } from '@waystone/core';
import { CompiledQuery } from 'kysely';
import type { QueryResult } from 'kysely';

/** A `Transaction` of Kysely, whatever its tables and its version. */
export interface KyselyTransaction {
  /** Tells it from a Kysely outside of a transaction. */
  readonly isTransaction: true;
  /** The same transaction, with results as the database gives them. */
  withoutPlugins(): { executeQuery(query: CompiledQuery): Promise<QueryResult<unknown>> };
}

/** A client of `pg`, also one of a pool, on which `BEGIN` was run. */
export interface PgClient {
  /** Sends a statement. */
  query(query: {
    readonly text: string;
    readonly values: unknown[];
  }): Promise<{ readonly rows: unknown[]; readonly rowCount: number | null }>;
}

/**
 * A transaction of the caller's, in the database that holds the store. What is done in it takes effect if and only if it
 * commits; until then nobody else sees it.
 */
export type CallerTransaction = KyselyTransaction | PgClient;

/** Asks the caller's connection. */
export type Ask = (query: CompiledQuery) => Promise<QueryResult<unknown>>;

/** @throws TransactionInvalidError if it is certainly no transaction. */
export function carrierOf(given: CallerTransaction): Ask {
  const { isTransaction, executeQuery, withoutPlugins, query, totalCount } = propertiesOf(given);
  if (isTransaction === true && typeof withoutPlugins === 'function') {
    const bare = (given as KyselyTransaction).withoutPlugins();
    return (compiled) => bare.executeQuery(compiled);
  }
  if (typeof executeQuery === 'function') throw new TransactionInvalidError('is a Kysely outside of a transaction');
  if (typeof query !== 'function') throw new TransactionInvalidError(given === null ? 'is null' : `is of type ${typeof given}`);
  if (typeof totalCount === 'number') throw new TransactionInvalidError('is a pool, whose statements run anywhere');
  return (compiled) => askClient(given as PgClient, compiled);
}

function propertiesOf(given: unknown): Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null ? (given as Readonly<Record<string, unknown>>) : {};
}

async function askClient(client: PgClient, { sql: text, parameters }: CompiledQuery): Promise<QueryResult<unknown>> {
  const { rows, rowCount } = await client.query({ text, values: [...parameters] });
  return { rows, ...(rowCount !== null && { numAffectedRows: BigInt(rowCount) }) };
}

/** Where a transaction is open, this takes nothing but time; a transaction that the store lent answers it in a way of its own. */
export const askToEnter = CompiledQuery.raw('savepoint waystone');
export const leaveProbe = CompiledQuery.raw('release savepoint waystone');
export const undoProbe = CompiledQuery.raw('rollback to savepoint waystone');

/** What PostgreSQL says to a savepoint outside of a transaction. */
const noActiveTransaction = '25P01';

/**
 * Begins to probe the connection. Gives what it answered.
 *
 * @throws TransactionInvalidError if no transaction is open, as far as this shows it.
 */
export async function beginProbe(ask: Ask): Promise<unknown> {
  try {
    return (await ask(askToEnter)).rows[0];
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    // What has a code is the database's to say; without one the object itself refused.
    if (code !== undefined && code !== noActiveTransaction) throw cause;
    throw new TransactionInvalidError('is not open: it has ended, or was not begun', { cause });
  }
}
