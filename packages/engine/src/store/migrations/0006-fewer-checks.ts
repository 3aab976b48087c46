/** Where a database prepares checks anew with every statement, those of the rows that steps change would take longer than the steps. */
import { sql } from 'kysely';
import type { Migration } from './migration.js';

interface Check {
  readonly table: string;
  readonly name: string;
}

export const fewerChecks: Migration = {
  version: 6,
  name: 'fewer checks',
  olderMayGoOn: true,
  async up(db, layout) {
    if (layout.checksStayPrepared) return;
    const { rows: checks } = await sql<Check>`
      select relname as "table", conname as "name"
      from pg_catalog.pg_constraint join pg_catalog.pg_class on pg_class.oid = conrelid
      where contype = 'c' and conrelid in ('lanes'::regclass, 'history'::regclass, 'instances'::regclass, 'signals'::regclass)
    `.execute(db);
    for (const { table, name } of checks) await sql`alter table ${sql.id(table)} drop constraint ${sql.id(name)}`.execute(db);
  },
};
