/** Tags: what a lane needs of its worker, and what workers serve. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Layout } from '../dialect.js';
import type { Schema } from '../schema.js';
import type { Migration } from './migration.js';

export const tags: Migration = {
  version: 3,
  name: 'tags',
  // A worker of before would take lanes whatever tags they need.
  olderMayGoOn: false,
  async up(db, layout) {
    await (layout.changesConstraints ? changeRoutes(db, layout) : rebuildRoutes(db, layout));
    await db.schema.alterTable('workers').addColumn('serves', layout.text).execute();
  },
};

const once = ['partition', 'graph', 'queue', 'priority', 'tags'] as const;

async function changeRoutes(db: Kysely<Schema>, layout: Layout): Promise<void> {
  const routes = db.schema.alterTable('routes');
  await routes.addColumn('tags', layout.text, (column) => column.notNull().defaultTo('')).execute();
  await routes.dropConstraint('routes_once').execute();
  await routes.addUniqueConstraint('routes_once', [...once]).execute();
}

/** Where a table keeps the constraints that it was made with. */
async function rebuildRoutes(db: Kysely<Schema>, layout: Layout): Promise<void> {
  await db.schema.alterTable('routes').renameTo('routes_before').execute();
  await db.schema
    .createTable('routes')
    .addColumn('partition', 'smallint', (column) => column.notNull())
    .addColumn('id', 'integer', (column) => column.notNull())
    .addColumn('queue', layout.text, (column) => column.notNull())
    .addColumn('graph', layout.text, (column) => column.notNull())
    .addColumn('priority', 'smallint', (column) => column.notNull())
    .addColumn('tags', layout.text, (column) => column.notNull().defaultTo(''))
    .addPrimaryKeyConstraint('routes_key', ['partition', 'id'])
    .addUniqueConstraint('routes_once', [...once])
    .execute();
  await sql`insert into routes (partition, id, queue, graph, priority) select partition, id, queue, graph, priority from routes_before`.execute(
    db,
  );
  await db.schema.dropTable('routes_before').execute();
}
