/**
 * The database of one run: a SQLite file in memory that virtual processes share as real ones do, each on a connection of its own.
 *
 * Always: a process that finds the file locked does not block the others, it tries again; what a process had not committed when
 * its connection was closed is undone by SQLite.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompiledQuery, Kysely } from 'kysely';
import type { Ports } from '@waystone/engine';
import { systemPorts } from '../../../packages/engine/src/ports.js';
import type { Dialect } from '../../../packages/engine/src/store/dialect.js';
import { migrate } from '../../../packages/engine/src/store/migrate.js';
import { migrations } from '../../../packages/engine/src/store/migrations/index.js';
import type { Notice } from '../../../packages/engine/src/store/notices.js';
import type { Schema } from '../../../packages/engine/src/store/schema.js';
import { SqliteDialect } from '../../../packages/engine/src/store/sqlite/dialect.js';
import { applicationId } from '../../../packages/engine/src/store/sqlite/open-file.js';
import { settingsOf } from '../../../packages/engine/src/store/sqlite/options.js';
import { watchWrites } from '../../../packages/engine/src/store/sqlite/watch.js';
import type { Chance } from '../../support/chance.js';
import { initialCents } from '../../chaos/invariants/transactions.js';
import { scheduled } from './connection.js';
import type { VirtualProcess } from './process.js';
import type { Scheduler } from './scheduler.js';

/** How many migrations there are. */
export const newestLayout = migrations.length;

/** The file systems of some machines are memory already. */
function folderInMemory(): string {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'waystone-simulation-'));
}

/** Where the files of one process that simulates are, one after the other. */
export class SimulatedFiles {
  readonly #folder = folderInMemory();
  readonly #models = new Map<number, string>();

  /** A database in the layout of that version, with the author's own tables. */
  async make(layout: number): Promise<string> {
    const path = join(this.#folder, 'run.db');
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    copyFileSync(await this.#model(layout), path);
    return path;
  }

  async #model(layout: number): Promise<string> {
    const known = this.#models.get(layout);
    if (known !== undefined) return known;
    const path = join(this.#folder, `layout-${layout}.db`);
    await makeModel(path, layout);
    this.#models.set(layout, path);
    return path;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function makeModel(path: string, layout: number): Promise<void> {
  if (layout === 0) return writeFileSync(path, '');
  const dialect = new SqliteDialect(settingsOf(path, { synchronous: 'normal', ports: systemPorts }));
  const db = new Kysely<Schema>({ dialect: dialect.kysely });
  await migrate(db, dialect, migrations.slice(0, layout));
  await db.destroy();
}

export const accountNames = ['ann', 'bob', 'eve'] as const;

/** The author's own table, in a database that is Waystone's already. */
export function makeAccounts(path: string, layout: number): void {
  const file = new DatabaseSync(path);
  if (layout === 0) file.exec(`pragma application_id = ${applicationId}`);
  file.exec('create table accounts (id text primary key, cents integer not null check (cents >= 0))');
  const insert = file.prepare('insert into accounts values (?, ?)');
  for (const name of accountNames) insert.run(name, initialCents);
  file.close();
}

export interface DatabaseOptions {
  readonly path: string;
  /** How long a process waits for a lock. */
  readonly busyTimeout: number;
  /** The share of the notices that are lost. */
  readonly noticesLost: number;
  readonly chance: Chance;
}

interface Connected {
  readonly dialect: Dialect;
  readonly close: () => Promise<void>;
}

/** What one process hears of the others. */
interface Ear {
  /** How often others have written. */
  writes: number;
  readonly hear: () => void;
}

/** Longest time until a notice arrives. */
const latestNoticeMs = 40;

export class SimulatedDatabase {
  readonly #options: DatabaseOptions;
  readonly #ears = new Map<VirtualProcess, Ear>();

  constructor(options: DatabaseOptions) {
    this.#options = options;
  }

  connect(process: VirtualProcess, scheduler: Scheduler): Connected {
    const { path, busyTimeout } = this.#options;
    // The store's clock is that of the machine with the file.
    const ports: Ports = { ...process.ports, clock: { ...process.ports.clock, now: () => scheduler.now } };
    const inner = new SqliteDialect(settingsOf(path, { synchronous: 'normal', busyTimeout, ports }));
    const { dialect, close } = scheduled(inner, process, {
      watch: (heard) => this.#watch(process, scheduler, heard),
      committed: () => this.#tellOthers(process),
      // Real waiting would keep the one that holds the lock from going on.
      prepare: async (connection) => void (await connection.executeQuery(CompiledQuery.raw('pragma busy_timeout = 0'))),
    });
    return {
      dialect,
      close: async () => {
        this.#ears.delete(process);
        await close();
      },
    };
  }

  #watch(process: VirtualProcess, scheduler: Scheduler, heard: (notice: Notice) => void): () => void {
    const { chance, noticesLost } = this.#options;
    let isOnItsWay = false;
    const arrive = (): void => {
      isOnItsWay = false;
      heard({ kind: 'external' });
    };
    const hear = (): void => {
      if (isOnItsWay || chance.happens(noticesLost)) return;
      isOnItsWay = true;
      scheduler.after(process.actor, chance.below(latestNoticeMs), { what: 'notice', go: arrive });
    };
    const ear: Ear = { writes: 0, hear };
    this.#ears.set(process, ear);
    // Of the real watch the slow poll is left.
    const stop = watchWrites({
      path: 'nowhere',
      clock: process.ports.clock,
      version: () => ear.writes,
      changed: () => heard({ kind: 'external' }),
    });
    return () => {
      this.#ears.delete(process);
      stop();
    };
  }

  #tellOthers(writer: VirtualProcess): void {
    for (const [process, ear] of this.#ears) {
      if (process === writer) continue;
      ear.writes += 1;
      ear.hear();
    }
  }
}
