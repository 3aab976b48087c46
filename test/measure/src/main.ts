/**
 * Measures Waystone with real processes on real databases, and prints what it found: `npm run measure -- --help`.
 *
 * Always: the databases take turns within each round, and every workload gets an empty one, so that a machine that is busy
 * for a while, or a table that has grown, tells against nobody in particular. Nothing is asserted: times are the machine's.
 */
import { cpus } from 'node:os';
import { writeBetween } from './between-markers.js';
import type { DatabaseName } from './choices.js';
import { writeCost } from './cost/write-cost.js';
import { summarize } from './figures.js';
import type { Figure } from './figures.js';
import type { WorkloadName } from './help.js';
import { readOptions } from './options.js';
import type { Options } from './options.js';
import { writePlans } from './plans/write-plans.js';
import { postgresDatabase } from './site/postgres.js';
import type { Database } from './site/place.js';
import { Site } from './site/site.js';
import { sqliteDatabase } from './site/sqlite.js';
import { markdownTable, textTable } from './table.js';
import { workloads } from './workloads/index.js';

/** What was found on one database: every figure, round by round, in the order of the table. */
class Findings {
  readonly #rounds = new Map<string, Figure[]>();
  readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  add(workload: WorkloadName, figures: readonly Figure[]): void {
    for (const [index, figure] of figures.entries()) {
      const key = `${workload} ${index}`;
      this.#rounds.set(key, [...(this.#rounds.get(key) ?? []), figure]);
    }
  }

  summaries() {
    return [...this.#rounds.values()].map(summarize);
  }
}

async function databasesOf({ databases, postgres }: Options): Promise<readonly Database[]> {
  const makers: Readonly<Record<DatabaseName, () => Promise<Database>>> = {
    postgres: () => postgresDatabase(postgres ?? ''),
    sqlite: () => Promise.resolve(sqliteDatabase),
  };
  return Promise.all(databases.map((name) => makers[name]()));
}

async function measure(database: Database, workload: WorkloadName, { scale, profiles }: Options): Promise<readonly Figure[]> {
  const site = await Site.open(database, profiles);
  try {
    return await workloads[workload](site, scale);
  } finally {
    await site.close();
  }
}

function surroundings({ rounds }: Options): string {
  return `Node ${process.versions.node}, ${cpus().length} cores, ${process.platform}; ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`;
}

async function measureAll(options: Options): Promise<void> {
  const findings = (await databasesOf(options)).map((database) => new Findings(database));
  for (let round = 1; round <= options.rounds; round++) {
    for (const workload of options.only) {
      for (const found of findings) {
        console.error(`round ${round} of ${options.rounds}: ${workload} on ${found.database.name} …`);
        found.add(workload, await measure(found.database, workload, options));
      }
    }
  }
  await tell(findings, options);
}

async function tell(findings: readonly Findings[], options: Options): Promise<void> {
  console.log(surroundings(options));
  for (const found of findings) console.log(`\n${found.database.name}\n\n${textTable(found.summaries())}`);
  if (options.markdown === undefined) return;
  const sections = findings.map((found) => `### ${found.database.name}\n\n${markdownTable(found.summaries())}\n`);
  await writeBetween(options.markdown, 'measure', `${surroundings(options)}\n\n${sections.join('\n')}`);
}

const options = readOptions();
if (options.cost !== undefined) await writeCost(await databasesOf(options), { scale: options.scale, file: options.cost });
else if (options.plans === undefined) await measureAll(options);
else await writePlans(await postgresDatabase(options.postgres ?? ''), { parked: options.scale.parked, file: options.plans });
