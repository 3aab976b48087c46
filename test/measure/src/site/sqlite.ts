/** Places on SQLite: a file in a folder of its own each. */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database, Place } from './place.js';

export const sqliteDatabase: Database = { name: `SQLite ${process.versions['sqlite'] ?? ''}`.trim(), makePlace };

async function makePlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'waystone-measure-'));
  return {
    address: { kind: 'sqlite', path: join(folder, 'measure.db') },
    connectionsOf: () => Promise.resolve(1),
    bytes: () => sizeOf(folder),
    writtenBytes: () => Promise.resolve(undefined),
    transactions: () => Promise.resolve(undefined),
    changedRows: () => Promise.resolve(undefined),
    serverCpuMs: () => Promise.resolve(undefined),
    wear: () => Promise.resolve(undefined),
    tidy: () => Promise.resolve(),
    discard: () => rm(folder, { recursive: true, force: true }),
  };
}

async function sizeOf(folder: string): Promise<number> {
  const files = await readdir(folder);
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
