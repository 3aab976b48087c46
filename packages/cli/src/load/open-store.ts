/** Opens the store at a location. Nothing is asked of it yet. */
import type { Store } from '@waystone/engine';
import type { PostgresOptions } from '@waystone/engine/postgres';
import type { Location } from '../config/locate-store.js';
import { PgMissingError } from '../errors.js';

/** What a command does with the store. */
export type Purpose = 'look' | 'work' | 'migrate';

/** What the configuration of the project says comes first. */
const settings: Readonly<Record<Purpose, PostgresOptions>> = {
  // Through poolers of any kind, with few connections; `start --wait` asks again and again.
  look: { applicationName: 'waystone-cli', connections: 2, listen: false, pollInterval: 250 },
  work: {},
  // A large table takes its time.
  migrate: { applicationName: 'waystone-cli', connections: 1, listen: false, statementTimeout: 3_600_000 },
};

/** Throws {@link PgMissingError}. */
export async function openStore(location: Location, purpose: Purpose): Promise<Store> {
  if (location.kind === 'server') return (await loadPostgres(location))({ ...settings[purpose], ...location.options });
  const { sqlite } = await import('@waystone/engine/sqlite');
  return sqlite(location.path);
}

async function loadPostgres({ shownAs }: Location) {
  try {
    return (await import('@waystone/engine/postgres')).postgres;
  } catch (error) {
    throw isPgMissing(error) ? new PgMissingError(shownAs, { cause: error }) : error;
  }
}

function isPgMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND' && error.message.includes("'pg'");
}
