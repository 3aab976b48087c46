/**
 * Where planners guess, only the key of the instances lists all of them: whoever knows the number of one is then led by that
 * key, whatever the planner takes the table for, and may keep the plan. The other indexes serve whoever asks for what they list.
 */
import { sql } from 'kysely';
import type { Migration } from './migration.js';

export const foundByKey: Migration = {
  version: 7,
  name: 'found by key',
  olderMayGoOn: true,
  async up(db, layout) {
    if (layout.prefersKeys) return;
    await sql`drop index instances_workflow`.execute(db);
    await sql`create index instances_workflow on instances (partition, workflow, n) where workflow is not null`.execute(db);
    await sql`drop index instances_state`.execute(db);
    await sql`create index instances_state on instances (partition, state, n) where state is not null`.execute(db);
  },
};
