/** The connections of a store: how they are kept, and set up. */
import pg from 'pg';
import type { ClientBase, Pool } from 'pg';
import { clientConfig } from './client-config.js';
import type { PostgresSettings } from './options.js';
import { assertSessionsLast } from './session-check.js';

/** Kills what its process left alone in the middle of a transaction, so that it does not keep others waiting for its locks. */
const idleInTransactionTimeout = 5_000;

export function createPool(settings: PostgresSettings, where: string): Pool {
  const pool = new pg.Pool({
    ...clientConfig(settings),
    max: settings.connections,
    pipeline: true,
    // The pool waits for the promise, though its types do not say so.
    ...(settings.listen && { onConnect: (client) => setUp(client, settings, where) as unknown as void }),
  });
  // A connection that breaks tells whoever uses it; one that nobody uses is replaced.
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
}

function ignore(): void {}

async function setUp(client: ClientBase, settings: PostgresSettings, where: string): Promise<void> {
  await assertSessionsLast(client, settings, where);
  await client.query(sessionSettings(settings));
}

/** `set` for a session that lasts. */
function sessionSettings(settings: PostgresSettings): string {
  return [...assignments(settings).map((assignment) => `set ${assignment}`), seeWhatIsDurable, keepPlans].join('; ');
}

/** For statements without a transaction around them; transactions say it as they begin. */
const seeWhatIsDurable = `set default_transaction_isolation = 'read committed'`;

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
 * What roles and databases are set to must not change what statements mean: names are those of the system (tables are called
 * with their schema), so that nobody's functions get in between; bytes and text travel as they are read here.
 *
 * Planners may not know how the tables have grown since they looked, and no belief of theirs should make a statement slow:
 * rows are found by keys, planned anew for what is asked; what changes many rows hashes them, and compares no two lists.
 */
function assignments({ statementTimeout }: PostgresSettings): readonly string[] {
  return [
    'search_path = pg_catalog',
    'bytea_output = hex',
    "client_encoding = 'UTF8'",
    'enable_seqscan = off',
    'enable_nestloop = off',
    'plan_cache_mode = force_custom_plan',
    'jit = off',
    `statement_timeout = ${statementTimeout}`,
    `idle_in_transaction_session_timeout = ${idleInTransactionTimeout}`,
  ];
}
