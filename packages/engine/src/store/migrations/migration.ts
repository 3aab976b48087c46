/** One change of the layout. */
import type { Kysely } from 'kysely';
import type { Layout } from '../dialect.js';
import type { Schema } from '../schema.js';

/**
 * Migrations are append-only: one that was released is never changed.
 */
export interface Migration {
  /** 1, 2, 3, … without gaps. */
  readonly version: number;
  /** What it is for, e.g. `'initial'`. */
  readonly name: string;
  /** Whether releases that do not know it may go on working on the database, before and after it. */
  readonly olderMayGoOn: boolean;
  readonly up: (db: Kysely<Schema>, layout: Layout) => Promise<void>;
}
