/** What the layout of the tables says on PostgreSQL. */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Layout } from '../dialect.js';
import type { Schema, SequenceName } from '../schema.js';

/**
 * Rows that are rewritten in place need room in their page, or every rewrite changes all indexes; what fills up with dead
 * rows has to be cleaned before it is large.
 */
const storage: Readonly<Partial<Record<keyof Schema, RawBuilder<unknown>>>> = {
  lanes: sql`with (fillfactor = 40, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 2000)`,
  instances: sql`with (fillfactor = 85)`,
  statuses: sql`with (fillfactor = 60)`,
  signals: sql`with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 2000)`,
  workers: sql`with (fillfactor = 50)`,
  sequences: sql`with (fillfactor = 10)`,
};

const none = sql``;

/** Numbers of these are taken with every step and every start: nobody may wait for another's commit. */
const sequences: readonly SequenceName[] = ['instance', 'ordinal'];

export const layout: Layout = {
  bytes: sql`bytea`,
  text: sql`text collate "C"`,
  storage: (table) => storage[table] ?? none,
  changesConstraints: true,
  checksStayPrepared: false,
  prefersKeys: false,
  functions: true,
  sequences,
};
