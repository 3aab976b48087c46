/** Forks whose join is decided before all lanes have ended: so many that succeed, so many that fail. */
import { sql } from 'kysely';
import type { Migration } from './migration.js';

export const decidedForks: Migration = {
  version: 2,
  name: 'decided forks',
  // A worker of before would let the lanes of a decided fork run on.
  olderMayGoOn: false,
  async up(db) {
    await db.schema.alterTable('lanes').addColumn('successes_left', 'integer').execute();
    await db.schema.alterTable('lanes').addColumn('failures_left', 'integer').execute();
    await sql`update lanes set failures_left = 1 where mode = 'all'`.execute(db);
  },
};
