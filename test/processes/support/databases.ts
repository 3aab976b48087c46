/** The databases on which processes are killed: for every site one that nobody else uses. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '@waystone/engine';
import { postgres } from '@waystone/engine/postgres';
import { sqlite } from '@waystone/engine/sqlite';
import { testDatabase } from '../../support/postgres/database.js';

export interface SiteDatabase {
  /** For this process. */
  readonly open: () => Store;
  /** What a program gets as its argument. */
  readonly argument: string;
  /** Once nobody uses it any more. */
  readonly remove: () => Promise<void>;
}

/** Makes databases with files in a folder. */
export type MakeDatabase = (folder: string, name: string) => SiteDatabase;

const inFile: MakeDatabase = (folder, name) => {
  const path = join(folder, `${name}.db`);
  const remove = async (): Promise<void> => {
    for (const file of [path, `${path}-wal`, `${path}-shm`]) await rm(file, { force: true });
  };
  return { open: () => sqlite(path), argument: path, remove };
};

/** For a test file. */
export async function databases(): Promise<readonly (readonly [name: string, make: MakeDatabase])[]> {
  const { url, nextSchema, query } = await testDatabase();
  const onServer: MakeDatabase = () => {
    const options = { url, schema: nextSchema() };
    const remove = async (): Promise<void> => void (await query(`drop schema ${options.schema} cascade`));
    return { open: () => postgres(options), argument: JSON.stringify(options), remove };
  };
  return [
    ['SQLite', inFile],
    ['PostgreSQL', onServer],
  ];
}
