/** The database of a program: the first argument is the path of a SQLite file, or the options of a PostgreSQL as JSON. */
import type { Store } from '@waystone/engine';
import { postgres, type PostgresOptions } from '@waystone/engine/postgres';
import { sqlite } from '@waystone/engine/sqlite';

export function openStore(database: string): Store {
  return database.startsWith('{') ? postgres(JSON.parse(database) as PostgresOptions) : sqlite(database);
}
