/**
 * SQLite files in memory that virtual processes share as real ones do, each on a connection of its own.
 *
 * Always: a process that finds the file locked does not block the others, it tries again; what a process had not committed when
 * its connection was closed is undone by SQLite.
 */
import { accessSync, constants, copyFileSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompiledQuery, Kysely } from 'kysely';
import type { Ports } from '@waystone/engine';
import { systemPorts } from '../../../packages/engine/src/ports.js';
import { migrate } from '../../../packages/engine/src/store/migrate.js';
import { migrations } from '../../../packages/engine/src/store/migrations/index.js';
import type { Schema } from '../../../packages/engine/src/store/schema.js';
import { SqliteDialect } from '../../../packages/engine/src/store/sqlite/dialect.js';
import { applicationId } from '../../../packages/engine/src/store/sqlite/open-file.js';
import { settingsOf } from '../../../packages/engine/src/store/sqlite/options.js';
import { noteLaneChangesInFile } from '../../chaos/evidence/lane-changes.js';
import { liveIn, readRows } from '../../chaos/evidence/rows.js';
import { scheduled } from './connection.js';
import { leaveIn } from './older-layout.js';
import { accountsText, newestLayout, type Databases, type SimulatedDatabase } from './database.js';

/** Many processes may simulate at once, and each needs a few megabytes. Containers often have 64 of them. */
const leastRoom = 128 * 1024 * 1024;

/** The temporary folder of some machines is memory already. */
function folderInMemory(): string {
  const memory = '/dev/shm';
  return mkdtempSync(join(isRoomy(memory) ? memory : tmpdir(), 'waystone-simulation-'));
}

function isRoomy(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= leastRoom;
  } catch {
    return false;
  }
}

export class SqliteFiles implements Databases {
  readonly #folder = folderInMemory();
  readonly #models = new Map<number, string>();

  async make(layout: number): Promise<SimulatedDatabase> {
    const path = join(this.#folder, 'run.db');
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    copyFileSync(await this.#model(layout), path);
    return databaseAt(path, (older) => this.#model(older));
  }

  /** Everything that the files are asked is answered at once. */
  settled(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  async close(): Promise<void> {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #model(layout: number): Promise<string> {
    const known = this.#models.get(layout);
    if (known !== undefined) return known;
    const path = join(this.#folder, `layout-${layout}.db`);
    await makeModel(path, layout);
    this.#models.set(layout, path);
    return path;
  }
}

async function makeModel(path: string, layout: number): Promise<void> {
  writeFileSync(path, '');
  if (layout > 0) await migrateTo(path, layout);
  const file = new DatabaseSync(path);
  // The author's table alone would make it somebody else's.
  if (layout === 0) file.exec(`pragma application_id = ${applicationId}`);
  else file.exec(noteLaneChangesInFile);
  file.exec(accountsText);
  file.close();
}

async function migrateTo(path: string, layout: number): Promise<void> {
  const dialect = new SqliteDialect(settingsOf(path, { synchronous: 'normal', ports: systemPorts }));
  const db = new Kysely<Schema>({ dialect: dialect.kysely });
  await migrate(db, dialect, migrations.slice(0, layout));
  await db.destroy();
}

function databaseAt(path: string, modelOf: (layout: number) => Promise<string>): SimulatedDatabase {
  const reader = new DatabaseSync(path, { readOnly: true });
  let isNoted = hasTable(reader, 'lane_changes');
  const noteOnceMigrated = (): void => {
    if (isNoted || !hasTable(reader, 'lanes')) return;
    isNoted = true;
    const file = new DatabaseSync(path);
    file.exec(noteLaneChangesInFile);
    file.close();
  };
  return {
    connect(process, scheduler, { busyTimeout, notices }) {
      // The store's clock is that of the machine with the file.
      const ports: Ports = { ...process.ports, clock: { ...process.ports.clock, now: () => scheduler.now } };
      const inner = new SqliteDialect(settingsOf(path, { synchronous: 'normal', busyTimeout, ports }));
      return scheduled(inner, {
        gate: process,
        instead: { watch: (heard) => notices.watch(process, scheduler, heard) },
        committed: () => {
          noteOnceMigrated();
          notices.tellOthers(process);
        },
        // Real waiting would keep the one that holds the lock from going on.
        prepare: async (connection) => void (await connection.executeQuery(CompiledQuery.raw('pragma busy_timeout = 0'))),
        asksItself: true,
      });
    },
    live: async () => (hasTable(reader, 'lanes') ? liveIn(reader) : []),
    isMigrated: async () => hasTable(reader, 'migrations') && layoutOf(reader) === newestLayout,
    rows: () => readRows(path),
    leaveIn: async (layout) => leaveIn(path, await modelOf(layout)),
    close: async () => reader.close(),
  };
}

/** Nobody may have migrated it yet. */
function hasTable(file: DatabaseSync, name: 'lanes' | 'lane_changes' | 'migrations'): boolean {
  return file.prepare('select 1 from sqlite_schema where name = ?').get(name) !== undefined;
}

function layoutOf(file: DatabaseSync): unknown {
  return file.prepare('select max(version) as version from migrations').get()?.version;
}
