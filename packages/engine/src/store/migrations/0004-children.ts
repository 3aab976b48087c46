/** Children: who started an instance, and which lanes wait for one. */
import { sql } from 'kysely';
import type { Migration } from './migration.js';

export const children: Migration = {
  version: 4,
  name: 'children',
  // A worker of before would not wake the parent of an instance that it ends.
  olderMayGoOn: false,
  async up(db, layout) {
    await db.schema.alterTable('instances').addColumn('parent', 'bigint').execute();
    await db.schema.alterTable('instances').addColumn('parent_lane', layout.text).execute();
    await db.schema.alterTable('instances').addColumn('parent_seq', 'integer').execute();
    await db.schema
      .alterTable('instances')
      .addColumn('on_parent_close', layout.text, (column) => column.check(sql`on_parent_close in ('cancel', 'abandon', 'terminate')`))
      .execute();
    await db.schema
      .alterTable('instances')
      .addColumn('is_parent', 'smallint', (column) =>
        column
          .notNull()
          .defaultTo(0)
          .check(sql`is_parent in (0, 1)`),
      )
      .execute();
    await db.schema.alterTable('lanes').addColumn('child', 'bigint').execute();
    await db.schema
      .alterTable('lanes')
      .addColumn('child_close', layout.text, (column) => column.check(sql`child_close in ('cancel', 'abandon', 'terminate')`))
      .execute();
    await sql`create index instances_of_parent on instances (partition, parent, state, n) where parent is not null`.execute(db);
    await sql`create index instances_replaced_child on instances (partition, id) where parent is not null and replaced = 1`.execute(db);
    await sql`create index lanes_of_child on lanes (partition, child) where child is not null`.execute(db);
  },
};
