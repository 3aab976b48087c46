/** The database that the processes of the example share: the PostgreSQL that DATABASE_URL names, else a SQLite file. */
import type { Store } from '@waystone/engine';
import { postgres } from '@waystone/engine/postgres';
import { sqlite } from '@waystone/engine/sqlite';

const { DATABASE_URL } = process.env;

export const isPostgres = Boolean(DATABASE_URL);

export function openStore(file: string): Store {
  return DATABASE_URL ? postgres(DATABASE_URL) : sqlite(file);
}
