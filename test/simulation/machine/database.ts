/** The database of one run, as the processes and those who judge it see it. */
import { initialCents } from '../../chaos/invariants/transactions.js';
import type { Rows, Sample } from '../../chaos/evidence/rows.js';
import { migrations } from '../../../packages/engine/src/store/migrations/index.js';
import type { SimulatedNotices } from './notices.js';
import type { Scheduled } from './connection.js';
import type { VirtualProcess } from './process.js';
import type { Scheduler } from './scheduler.js';

/** How many migrations there are. */
export const newestLayout = migrations.length;

export interface DatabaseOptions {
  /** How long a process waits for a lock. */
  readonly busyTimeout: number;
  readonly notices: SimulatedNotices;
}

export interface SimulatedDatabase {
  /** The connections of one process. */
  readonly connect: (process: VirtualProcess, scheduler: Scheduler, options: DatabaseOptions) => Scheduled;
  /** The live instances, as nobody within the run sees them. */
  readonly live: () => Promise<readonly Sample[]>;
  /** Whether somebody has brought it to the newest layout. */
  readonly isMigrated: () => Promise<boolean>;
  readonly rows: () => Promise<Rows>;
  /** Nobody is there any more, and what they have left is as releases of that layout leave it. */
  readonly leaveIn: (layout: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Where the databases of one process that simulates are, one after the other. */
export interface Databases {
  /** An empty one in the layout of that version, with the author's own table. */
  readonly make: (layout: number) => Promise<SimulatedDatabase>;
  /** What has to be waited for between two choices of the scheduler. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The author's own table. */
export const accountsText = `create table accounts (id text primary key, cents integer not null check (cents >= 0));
  insert into accounts values ${['ann', 'bob', 'eve'].map((name) => `('${name}', ${initialCents})`).join(', ')};`;
