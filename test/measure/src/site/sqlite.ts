/** Places on SQLite: a file in a folder of its own each. */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Database, Place } from './place.js';

export const sqliteDatabase: Database = { name: `SQLite ${process.versions['sqlite'] ?? ''}`.trim(), makePlace };

async function makePlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'waystone-measure-'));
  const path = join(folder, 'measure.db');
  return {
    address: { kind: 'sqlite', path },
    connectionsOf: () => Promise.resolve(1),
    bytes: () => sizeOf(folder),
    writtenBytes: () => Promise.resolve(undefined),
    transactions: () => Promise.resolve(undefined),
    changedRows: () => Promise.resolve(undefined),
    serverCpuMs: () => Promise.resolve(undefined),
    wear: () => Promise.resolve(undefined),
    tidy: () => Promise.resolve(bringLogIntoFile(path)),
    discard: () => rm(folder, { recursive: true, force: true }),
  };
}

/** And onto the disk: commits right after very many others would wait for that. */
function bringLogIntoFile(path: string): void {
  const database = new DatabaseSync(path);
  database.exec('pragma wal_checkpoint(truncate)');
  database.close();
}

async function sizeOf(folder: string): Promise<number> {
  const files = await readdir(folder);
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
