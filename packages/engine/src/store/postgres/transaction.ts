/**
 * The outcome of a transaction whose commit was not answered: it is asked for by the transaction's number.
 *
 * Always: a transaction that was found neither committed nor undone is ended first, so that the answer is final.
 */
import type { Pool } from 'pg';
import type { Clock } from '../../ports.js';

/** How long to ask, in milliseconds: longer than a server takes to start again. */
const patienceMs = 30_000;
const firstRestMs = 20;
const longestRestMs = 1_000;

/** Undefined: nobody can tell. */
export async function wasCommitted(pool: Pool, transactionId: string, clock: Clock): Promise<boolean | undefined> {
  const deadline = clock.now() + patienceMs;
  for (let restMs = firstRestMs; clock.now() < deadline; restMs = Math.min(restMs * 2, longestRestMs)) {
    const status = await statusOf(pool, transactionId);
    if (status === 'committed') return true;
    if (status === 'aborted') return false;
    await new Promise<void>((resolve) => clock.after(restMs, resolve));
  }
  return undefined;
}

async function statusOf(pool: Pool, transactionId: string): Promise<string | undefined> {
  try {
    const { rows } = await pool.query<{ readonly status: string | null }>('select pg_xact_status($1::text::xid8) as status', [
      transactionId,
    ]);
    const status = rows[0]?.status ?? undefined;
    if (status === 'in progress') await endBackend(pool, transactionId);
    return status;
  } catch (error) {
    return isUnheardOf(error) ? 'aborted' : undefined;
  }
}

/** The server may not have noticed that this end of the connection is gone. */
async function endBackend(pool: Pool, transactionId: string): Promise<void> {
  await pool.query('select pg_terminate_backend(pid) from pg_stat_activity where backend_xid = xid($1::text::xid8)', [transactionId]);
}

/** A server that took over has not come to this number yet. */
function isUnheardOf(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '22023';
}
