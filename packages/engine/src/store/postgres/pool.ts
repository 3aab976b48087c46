/** Connections to PostgreSQL: how they are made and set up. */
import pg from 'pg';
import type { ClientConfig, Pool, PoolConfig } from 'pg';
import type { PostgresSettings } from './options.js';
import { fromStored } from './text.js';

/** Kills what its process left alone in the middle of a transaction, so that it does not keep others waiting for its locks. */
const idleInTransactionTimeout = 5_000;
/** How much longer than the server this side waits for an answer, before it takes the connection for dead. */
const answerGraceMs = 5_000;

/** By object id of the type. Integers are milliseconds and counters, far below 2⁵³. */
const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  17: bytesOf,
  20: Number,
  25: fromStored,
};

const types: NonNullable<ClientConfig['types']> = {
  getTypeParser: (oid: number) => (parsers[oid] ?? pg.types.getTypeParser(oid, 'text')) as never,
};

/** From `\\x` and two digits a byte. */
function bytesOf(text: string): Uint8Array {
  const { buffer, byteOffset, byteLength } = Buffer.from(text.slice(2), 'hex');
  return new Uint8Array(buffer, byteOffset, byteLength);
}

export function clientConfig(settings: PostgresSettings): PoolConfig {
  return {
    ...(settings.url !== undefined && { connectionString: settings.url }),
    ...(settings.password && { password: settings.password }),
    ...(settings.ssl !== undefined && { ssl: settings.ssl }),
    application_name: settings.applicationName,
    connectionTimeoutMillis: settings.connectTimeout,
    query_timeout: settings.statementTimeout + answerGraceMs,
    keepAlive: true,
    types,
  };
}

export function createPool(settings: PostgresSettings): Pool {
  const pool = new pg.Pool({
    ...clientConfig(settings),
    max: settings.connections,
    pipeline: true,
    // The pool waits for the promise, though its types do not say so.
    ...(settings.listen && { onConnect: (client) => client.query(sessionSettings(settings)) as unknown as void }),
  });
  // A connection that breaks tells whoever uses it; one that nobody uses is replaced.
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
}

function ignore(): void {}

/** `set` for a session that lasts. */
function sessionSettings(settings: PostgresSettings): string {
  return [...assignments(settings).map((assignment) => `set ${assignment}`), keepPlans].join('; ');
}

/**
 * What is prepared is planned once, since planning takes longer than finding a row; it is prepared only if no better plan
 * could come. Before version 17 planners count a list of keys as so many searches, and may come to read a whole index instead.
 */
const keepPlans = `select set_config('plan_cache_mode', 'force_generic_plan', false) where current_setting('server_version_num')::int >= 170000`;

/** `set local`, for sessions that last no longer than a transaction. */
export function transactionSettings(settings: PostgresSettings): string {
  return settings.listen
    ? ''
    : assignments(settings)
        .map((assignment) => `set local ${assignment}; `)
        .join('');
}

/**
 * Planners may not know how the tables have grown since they looked, and no belief of theirs should make a statement slow:
 * rows are found by keys, planned anew for what is asked; what changes many rows hashes them, and compares no two lists.
 */
function assignments({ statementTimeout }: PostgresSettings): readonly string[] {
  return [
    'enable_seqscan = off',
    'enable_nestloop = off',
    'plan_cache_mode = force_custom_plan',
    'jit = off',
    `statement_timeout = ${statementTimeout}`,
    `idle_in_transaction_session_timeout = ${idleInTransactionTimeout}`,
  ];
}

/** What messages call the database. */
export function describeServer(settings: PostgresSettings): string {
  const { host, port, database } = new pg.Client(clientConfig(settings));
  return `PostgreSQL database '${database ?? ''}' on ${host}:${port}`;
}
