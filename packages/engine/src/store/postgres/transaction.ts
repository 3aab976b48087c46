/**
 * The outcome of a transaction whose commit was not answered: it is asked for by the transaction's number, over a
 * connection of its own, since all others may be taken by transactions that ask the same.
 *
 * Always: a transaction that is still there is ended first, so that the answer is final.
 */
import pg from 'pg';
import type { PostgresSettings } from './options.js';
import { clientConfig } from './pool.js';

/** How long to ask, in milliseconds: longer than a server takes to start again. */
const patienceMs = 30_000;
const firstRestMs = 20;
const longestRestMs = 1_000;

/** Undefined: nobody can tell. */
export async function wasCommitted(settings: PostgresSettings, transactionId: string): Promise<boolean | undefined> {
  const { clock } = settings.ports;
  const deadline = clock.now() + patienceMs;
  for (let restMs = firstRestMs; clock.now() < deadline; restMs = Math.min(restMs * 2, longestRestMs)) {
    const status = await statusOf(settings, transactionId);
    if (status === 'committed') return true;
    if (status === 'aborted') return false;
    await new Promise<void>((resolve) => clock.after(restMs, resolve));
  }
  return undefined;
}

async function statusOf(settings: PostgresSettings, transactionId: string): Promise<string | undefined> {
  const client = new pg.Client(clientConfig(settings));
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ readonly status: string | null }>(askStatus, [transactionId]);
    const status = rows[0]?.status ?? undefined;
    if (status === 'in progress') await client.query(endBackend, [transactionId]);
    return status;
  } catch (error) {
    return isUnheardOf(error) ? 'aborted' : undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const askStatus = 'select pg_xact_status($1::text::xid8) as status';

/** The server may not have noticed that this end of the connection is gone. */
const endBackend = 'select pg_terminate_backend(pid) from pg_stat_activity where backend_xid = xid($1::text::xid8)';

/** A server that took over has not come to this number yet. */
function isUnheardOf(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '22023';
}
