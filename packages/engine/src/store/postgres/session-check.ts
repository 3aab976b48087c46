/**
 * Finds out that sessions do not last: that a pooler gives a connection any session, transaction by transaction. What one of
 * them was told would then be lost, or found by others.
 *
 * Always: what is found is certain, but not all is found. Of a connection to the server itself one question is asked.
 */
import { StoreSessionError } from '@waystone/core';
import type { ClientBase } from 'pg';
import type { PostgresSettings } from './options.js';
import { createClient } from './client-config.js';

/** A setting of our own, which the server does not know. */
const mark = 'waystone.session';

/** @throws StoreSessionError */
export async function assertSessionsLast(client: ClientBase, settings: PostgresSettings, where: string): Promise<void> {
  const { rows } = await client.query<{ readonly pid: number }>('select pg_catalog.pg_backend_pid() as pid');
  if (rows[0]?.pid === processIdOf(client)) return;
  if (await isShared(client, settings)) throw new StoreSessionError(where, 'two connections share one');
}

/** The number of the server's process, as it was told at the start. `pg` has it, though its types do not say so. */
export function processIdOf(client: ClientBase): number {
  return (client as ClientBase & { readonly processID: number }).processID;
}

/** Poolers give a new connection the session that was used last. While that one has it, the first finds another. */
async function isShared(first: ClientBase, settings: PostgresSettings): Promise<boolean> {
  const own = settings.ports.ids.next();
  await first.query('select pg_catalog.set_config($1, $2, false)', [mark, own]);
  const second = createClient(settings);
  try {
    await second.connect();
    await second.query('begin');
    return (await markOf(second)) === own || (await markOf(first)) !== own;
  } catch {
    return false;
  } finally {
    await second.end().catch(() => undefined);
  }
}

async function markOf(client: ClientBase): Promise<string | null | undefined> {
  const { rows } = await client.query<{ readonly mark: string | null }>('select pg_catalog.current_setting($1, true) as mark', [mark]);
  return rows[0]?.mark;
}
