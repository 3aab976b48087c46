/**
 * What processes of an older release leave behind: rows of today in a layout of before, which has columns and tables less.
 *
 * Always: nobody has the file open to write. What the older layout has no room for was not there: the plan sees to that.
 */
import { DatabaseSync } from 'node:sqlite';

interface Made {
  readonly name: string;
  readonly sql: string;
}

/** Of each layout its own. */
const ledger = 'migrations';
/** Not the store's: they stay as they are. */
const others = new Set(['accounts', 'lane_changes']);

/** @param model A file in the layout of before, without rows. */
export function leaveIn(path: string, model: string): void {
  const file = new DatabaseSync(path);
  file.prepare('attach database ? as model').run(model);
  const triggers = madeIn(file, { of: 'main', type: 'trigger' });
  file.exec('begin immediate');
  const tables = madeIn(file, { of: 'model', type: 'table' }).filter(({ name }) => !others.has(name));
  for (const table of tables) putBack(file, table);
  for (const { sql } of madeIn(file, { of: 'model', type: 'index' })) file.exec(sql);
  for (const { sql } of triggers) file.exec(sql);
  file.exec('commit; detach database model');
  file.close();
}

function madeIn(file: DatabaseSync, { of, type }: { readonly of: 'main' | 'model'; readonly type: string }): readonly Made[] {
  const made = file.prepare(`select name, sql from ${of}.sqlite_schema where type = ? and sql is not null order by rowid`);
  return made.all(type) as unknown as readonly Made[];
}

function putBack(file: DatabaseSync, { name, sql }: Made): void {
  const columns = columnsOf(file, name, 'model').filter((column) => columnsOf(file, name, 'main').includes(column));
  const list = columns.map((column) => `"${column}"`).join(', ');
  file.exec(`create temp table left_over as select ${list} from main."${name}"; drop table main."${name}"`);
  file.exec(sql);
  const from = name === ledger ? `model."${name}"` : 'temp.left_over';
  file.exec(`insert into main."${name}" (${list}) select ${list} from ${from}; drop table temp.left_over`);
}

function columnsOf(file: DatabaseSync, table: string, of: 'main' | 'model'): readonly string[] {
  return file
    .prepare('select name from pragma_table_info(?, ?)')
    .all(table, of)
    .map(({ name }) => String(name));
}
