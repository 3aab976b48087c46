/** Who is compared, with which settings, and what cannot be asked of whom. */
import { readFile } from 'node:fs/promises';
import type { DatabaseName } from '../../measure/src/choices.js';
import type { ContenderName, WorkloadName } from './choices.js';
import { installAbsurd } from './services/absurd-schema.js';
import { startRestate } from './services/restate-server.js';
import type { Running } from './services/restate-server.js';

export interface Entrant {
  readonly name: ContenderName;
  /** What carries out its workflows. */
  readonly script: URL;
  readonly title: string;
  /** Folder of its package, from the root of the repository. */
  readonly package: string | undefined;
  readonly databases: readonly DatabaseName[];
  /** How it is set up, for readers. */
  readonly settings: string;
  /** Why a cell stays empty. */
  readonly lacks: Readonly<Partial<Record<WorkloadName, string>>>;
  /** Whether a worker that is killed gives up what it held after a time that can be chosen. */
  readonly hasLease: boolean;
  /** Starts the server that it needs beside the database. */
  readonly startService?: () => Promise<Running>;
  /** What must be in its database before it can be opened. */
  readonly prepare?: (url: string) => Promise<void>;
}

const peers = 'test/bench/node_modules';

const waits = 'waits for nothing';

export const lineup: readonly Entrant[] = [
  {
    name: 'waystone',
    script: new URL('contenders/waystone.js', import.meta.url),
    title: 'Waystone',
    package: 'packages/engine',
    databases: ['postgres', 'sqlite'],
    settings: 'defaults, `concurrency: 1000`; client and worker in one process unless the workload says two',
    lacks: {},
    hasLease: true,
  },
  {
    name: 'bare',
    script: new URL('contenders/bare.js', import.meta.url),
    title: 'bare loop',
    package: undefined,
    databases: ['postgres', 'sqlite'],
    settings: 'rows as large as those of a step, upserted in batches of up to 1,000 by one connection with the same driver; no engine',
    lacks: { resume: waits, starts: waits, signals: waits, timers: waits, idle: waits },
    hasLease: false,
  },
  {
    name: 'dbos',
    script: new URL('peers/dbos.js', import.meta.url),
    title: 'DBOS',
    package: `${peers}/@dbos-inc/dbos-sdk`,
    databases: ['postgres'],
    settings:
      'pool of 20; started in process with `DBOS.startWorkflow`, from another process through a queue polled every 100 ms (its default is 1 s)',
    lacks: {},
    hasLease: false,
  },
  {
    name: 'openworkflow',
    script: new URL('peers/openworkflow.js', import.meta.url),
    title: 'OpenWorkflow',
    package: `${peers}/openworkflow`,
    databases: ['postgres', 'sqlite'],
    settings: 'defaults, `concurrency: 100` (more is slower: each free slot polls)',
    lacks: {
      loop: 'a run may have 1,000 steps',
      resume: 'a run may have 1,000 steps, and its lease of 30 s is fixed',
    },
    hasLease: false,
  },
  {
    name: 'absurd',
    script: new URL('peers/absurd.js', import.meta.url),
    title: 'Absurd',
    package: `${peers}/absurd-sdk`,
    databases: ['postgres'],
    settings: 'pool of 20, `concurrency: 100`, `pollInterval: 0.05` (its default is 0.25 s)',
    lacks: {},
    hasLease: true,
    prepare: installAbsurd,
  },
  {
    name: 'restate',
    script: new URL('peers/restate.js', import.meta.url),
    title: 'Restate',
    package: `${peers}/@restatedev/restate-server`,
    databases: ['postgres'],
    settings: 'its server with its own log and defaults, on the same disk; it uses no database',
    lacks: { idle: 'it asks no database' },
    hasLease: false,
    startService: startRestate,
  },
];

/** The commands of the repository run in its root. */
export async function versionOf(entrant: Entrant): Promise<string> {
  if (entrant.package === undefined) return '';
  const { version } = JSON.parse(await readFile(`${entrant.package}/package.json`, 'utf8')) as { readonly version: string };
  return version;
}
