/**
 * The outcome of a transaction whose commit was not answered: it is asked for by the transaction's number, over a
 * connection of its own, since all others may be taken by transactions that ask the same.
 *
 * Always: a transaction that is still there is ended first, so that the answer is final. A server that took over gives
 * numbers anew that it had not heard of, so that what it says of one tells nothing of ours.
 */
import pg from 'pg';
import type { ClientBase } from 'pg';
import type { PostgresSettings } from './options.js';
import { createClient } from './client-config.js';

/** How long to ask, in milliseconds: longer than a server takes to start again. */
const patienceMs = 30_000;
const firstRestMs = 20;
const longestRestMs = 1_000;

interface Answer {
  readonly status: string | undefined;
  /** Changes when another server takes over; undefined: it cannot be told. */
  readonly timeline: string | undefined;
}

export class Outcomes {
  #timeline: Promise<string | undefined> | undefined;

  constructor(private readonly settings: PostgresSettings) {}

  /** Remembers the server, before the first transaction. */
  async begin(client: ClientBase): Promise<void> {
    this.#timeline ??= timelineOf(client);
    await this.#timeline.catch(() => (this.#timeline = undefined));
  }

  /** Undefined: nobody can tell. */
  async wasCommitted(transactionId: string): Promise<boolean | undefined> {
    const { clock } = this.settings.ports;
    const deadline = clock.now() + patienceMs;
    for (let restMs = firstRestMs; clock.now() < deadline; restMs = Math.min(restMs * 2, longestRestMs)) {
      const { status, timeline } = await this.#ask(transactionId);
      if (status === 'aborted') return false;
      if (status === 'committed') return (await this.#isStill(timeline)) ? true : undefined;
      await new Promise<void>((resolve) => clock.after(restMs, resolve));
    }
    return undefined;
  }

  /** Whether it is the server that was there before. The next time, this one was. */
  async #isStill(timeline: string | undefined): Promise<boolean> {
    const before = await this.#timeline;
    this.#timeline = Promise.resolve(timeline);
    return before === undefined || timeline === undefined || before === timeline;
  }

  async #ask(transactionId: string): Promise<Answer> {
    const client = createClient(this.settings);
    try {
      await client.connect();
      const { rows } = await client.query<{ readonly status: string | null }>(askStatus, [transactionId]);
      const status = rows[0]?.status ?? undefined;
      if (status === 'in progress') await client.query(endBackend, [transactionId]);
      return { status, timeline: await timelineOf(client) };
    } catch (error) {
      return { status: isUnheardOf(error) ? 'aborted' : undefined, timeline: undefined };
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

const askStatus = 'select pg_catalog.pg_xact_status($1::text::pg_catalog.xid8) as status';

/** The server may not have noticed that this end of the connection is gone. */
const endBackend =
  'select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity where backend_xid = pg_catalog.xid($1::text::pg_catalog.xid8)';

const askTimeline = 'select pg_catalog.left(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 8) as timeline';

/** Standbys do not say, nor do engines that keep no such log. */
async function timelineOf(client: ClientBase): Promise<string | undefined> {
  try {
    const { rows } = await client.query<{ readonly timeline: string }>(askTimeline);
    return rows[0]?.timeline;
  } catch (error) {
    if (error instanceof pg.DatabaseError) return undefined;
    throw error;
  }
}

/** A server that took over has not come to this number yet. */
function isUnheardOf(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '22023';
}
