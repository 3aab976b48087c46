/**
 * Measures Waystone, its peers and the limit of the database beside each other: `npm run bench -- --help`.
 *
 * Always: within a round everybody takes a turn at a scene before the next scene begins, each on an empty database, so
 * that a machine that is busy for a while tells against nobody in particular. Who fails or hangs gets an empty cell with the
 * reason, and the rest goes on.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { styleText } from 'node:util';
import { writeBetween } from '../../measure/src/between-markers.js';
import type { DatabaseName } from '../../measure/src/choices.js';
import type { Figure } from '../../measure/src/figures.js';
import type { Database } from '../../measure/src/site/place.js';
import { postgresDatabase } from '../../measure/src/site/postgres.js';
import { sqliteDatabase } from '../../measure/src/site/sqlite.js';
import { Arena } from './arena.js';
import type { WorkloadName } from './choices.js';
import { Findings } from './findings/findings.js';
import { markdownReport, textReport } from './findings/report.js';
import type { Report } from './findings/report.js';
import { lineup } from './lineup.js';
import type { Entrant } from './lineup.js';
import { plot } from './plot/plot.js';
import { readOptions } from './options.js';
import type { Options } from './options.js';
import { Progress } from './progress.js';
import { scenes, workloads } from './workloads/index.js';
import type { Scale } from './workloads/index.js';

const patienceMs = 240_000;

interface Court {
  readonly name: DatabaseName;
  readonly database: Database;
  readonly findings: Findings;
}

async function courtOf(name: DatabaseName): Promise<Court> {
  const database = name === 'postgres' ? await postgresDatabase(process.env['DATABASE_URL'] ?? '') : sqliteDatabase;
  return { name, database, findings: new Findings(database.name) };
}

interface Turn {
  readonly court: Court;
  readonly entrant: Entrant;
  readonly workloads: readonly WorkloadName[];
  readonly round: number;
}

async function takeTurn({ court: { database, findings }, entrant, workloads: names, round }: Turn, scale: Scale): Promise<void> {
  const [able, unable] = [names.filter((name) => !entrant.lacks[name]), names.filter((name) => entrant.lacks[name])];
  for (const name of unable) findings.fail(entrant.title, name, entrant.lacks[name] ?? '');
  if (able.length === 0) return;
  const arena = await Arena.open(entrant, database).catch((error: unknown) => failed(able, error));
  if (!arena) return;
  for (const name of able) {
    await patiently(workloads[name](arena, scale)).then(
      (figures) => findings.add(entrant.name, round, figures),
      (error: unknown) => failed([name], error),
    );
  }
  await arena.close();

  function failed(whats: readonly WorkloadName[], error: unknown): undefined {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(styleText('yellow', `  ${entrant.title} failed: ${reason}`));
    for (const what of whats) findings.fail(entrant.title, what, reason.split('\n')[0] ?? reason);
  }
}

async function patiently(work: Promise<readonly Figure[]>): Promise<readonly Figure[]> {
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeout.reject(new Error(`took longer than ${patienceMs / 1_000} s`)), patienceMs);
  work.catch(() => undefined);
  try {
    return await Promise.race([work, timeout.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Everybody begins once before anybody begins twice. */
function rotated<Item>(items: readonly Item[], by: number): readonly Item[] {
  return items.map((_, index) => items[(index + by) % items.length] as Item);
}

/** Turns in their order; those that are inside one list are taken at once. */
function turnsOf({ rounds, only, contenders }: Options, courts: readonly Court[]): readonly (readonly Turn[])[] {
  const entrants = lineup.filter(({ name }) => contenders.includes(name));
  const turnsIn = (court: Court, chosen: readonly WorkloadName[], round: number): readonly Turn[] =>
    rotated(
      entrants.filter(({ databases }) => databases.includes(court.name)),
      round,
    ).map((entrant) => ({ court, entrant, workloads: chosen, round }));
  return Array.from({ length: rounds }, (_, round) =>
    scenes.flatMap(({ workloads: names, counts }) => {
      const chosen = names.filter((name) => only.includes(name));
      if (chosen.length === 0 || (counts && round > 0)) return [];
      const turns = courts.flatMap((court) => turnsIn(court, chosen, round));
      return counts ? [turns] : turns.map((turn) => [turn]);
    }),
  ).flat();
}

async function measureAll(options: Options): Promise<Report> {
  const courts = await Promise.all(options.databases.map(courtOf));
  const turns = turnsOf(options, courts);
  const progress = new Progress(turns.map(nameOf));
  for (const together of turns) {
    await progress.follow(() => Promise.all(together.map((turn) => takeTurn(turn, options.scale))));
  }
  const entrants = lineup.filter(({ name }) => options.contenders.includes(name));
  return { entrants, findings: courts.map(({ findings }) => findings), rounds: options.rounds };
}

/** The same in every round. */
function nameOf(together: readonly Turn[]): string {
  const [first] = together;
  const who = together.length === 1 ? `${first?.entrant.title} on ${first?.court.database.name}` : 'all at once';
  return `${first?.workloads.join(', ')}: ${who}`;
}

const root = pathToFileURL(`${process.cwd()}/`);
const results = new URL('test/bench/results/', root);
const guide = new URL('docs/performance.md', root);

interface Picture {
  readonly name: string;
  readonly about: string;
  readonly svg: string;
}

async function tell(report: Report, { write }: Options): Promise<void> {
  console.log(textReport(report));
  const pictures = report.findings.map((found): Picture => {
    const name = `bench-${found.database.split(' ')[0]?.toLowerCase() ?? ''}.svg`;
    return { name, about: `Everything measured on ${found.database}, as bars`, svg: plot(report, found) };
  });
  const text = await markdownReport(report);
  const embedded = `${text}\n${pictures.map(({ name, about }) => `![${about}](${name})`).join('\n\n')}\n`;
  await mkdir(results, { recursive: true });
  await save(results, pictures, embedded);
  console.error(`\nwritten to ${fileURLToPath(results)}`);
  if (write) await intoGuide(pictures, embedded);
}

async function save(folder: URL, pictures: readonly Picture[], text: string): Promise<void> {
  await writeFile(new URL('bench.md', folder), text);
  for (const { name, svg } of pictures) await writeFile(new URL(name, folder), svg);
}

async function intoGuide(pictures: readonly Picture[], text: string): Promise<void> {
  await writeBetween(guide, 'bench', text);
  for (const { name, svg } of pictures) await writeFile(new URL(name, guide), svg);
}

const options = readOptions(process.argv.slice(2));
await tell(await measureAll(options), options);
