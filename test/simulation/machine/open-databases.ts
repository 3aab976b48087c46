/** Opens where the databases of a process that simulates are. */
import type { Share } from '../share.js';
import type { Databases } from './database.js';
import { PostgresSchemas } from './postgres.js';
import { SqliteFiles } from './sqlite.js';

export async function openDatabases(on: Share['on']): Promise<Databases> {
  return on === 'sqlite' ? new SqliteFiles() : PostgresSchemas.open();
}
