/** What the driver tells the processes that it starts, and what they say to it. */
import { postgres } from '@waystone/engine/postgres';
import { sqlite } from '@waystone/engine/sqlite';
import type { Store } from '@waystone/engine';
import type { Folders } from '../scenarios/scenario.ts';

export interface Settings {
  /** Path of a file, or address of a PostgreSQL. */
  readonly database: string;
  /** File that this process alone appends to. */
  readonly log: string;
  readonly folders: Folders;
  readonly leaseMs: number;
}

export function settingsOf(values: readonly string[]): Settings {
  return JSON.parse(values[0] ?? '') as Settings;
}

export function storeOf({ database }: Pick<Settings, 'database'>): Store {
  return database.startsWith('postgres:') ? postgres({ url: database, connections: 3 }) : sqlite(database);
}

/** A process never outlives who started it. */
export function endWithParent(): void {
  process.once('disconnect', () => process.exit(0));
}
