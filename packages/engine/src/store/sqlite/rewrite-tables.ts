/**
 * Changes what tables say of their rows without making them anew, in the way that SQLite describes for changes that leave what is
 * stored as it is (https://www.sqlite.org/lang_altertable.html#otheralter).
 *
 * Always: within a transaction, which fails with its next statement if a text cannot be read, and is undone.
 */
import type { DatabaseSync } from 'node:sqlite';

/** @param rewrite Gives the text that makes a table; the columns that it says must stay the same. */
export function rewriteTables(database: DatabaseSync, rewrite: (text: string) => string): void {
  defend(database, false);
  database.exec('pragma writable_schema = on');
  try {
    const change = database.prepare("update sqlite_schema set sql = ? where type = 'table' and name = ?");
    for (const { name, text } of tablesOf(database)) change.run(rewrite(text), name);
    renew(database);
  } finally {
    database.exec('pragma writable_schema = off');
    defend(database, true);
  }
}

/** Keeps SQL from changing the schema as if it were a table; releases of Node that cannot do that let it. */
function defend(database: Partial<Pick<DatabaseSync, 'enableDefensive'>>, isOn: boolean): void {
  database.enableDefensive?.(isOn);
}

interface Table {
  readonly name: string;
  readonly text: string;
}

function tablesOf(database: DatabaseSync): readonly Table[] {
  const tables = database.prepare(
    String.raw`select name, sql as text from sqlite_schema where type = 'table' and name not like 'sqlite\_%' escape '\'`,
  );
  return tables.all() as unknown as readonly Table[];
}

/** All connections read the texts again. */
function renew(database: DatabaseSync): void {
  const version = Number(database.prepare('pragma schema_version').get()?.['schema_version']);
  database.exec(`pragma schema_version = ${version + 1}`);
}
