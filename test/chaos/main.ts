/**
 * `npm run chaos`: runs that must come out right whatever dies. See docs/crash-tests.md. Everything must have been built.
 * Ends with 0 if every invariant holds, 1 if not, 2 for wrong options, 130 if it was interrupted.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildProject, copyProject, removeProject } from '../processes/support/project.ts';
import type { DatabaseName } from './run/database.ts';
import { Display, table, violationsText } from './run/display.ts';
import { run } from './run/run.ts';

const help = `Runs instances of all examples over real processes and one database, and kills what can be killed.

  npm run chaos -- [options]

  --minutes <n>      how long faults go on, for each database (default 2)
  --faults <n>       at least so many faults, however long that takes (default 0)
  --seed <n>         draws the same instances and the same faults in the same order (default: another one every time)
  --database <name>  sqlite, postgres or both (default both)
  --workers <n>      workers at once, 3 to 5 are plenty (default 4)
  --help             this text

The seed decides what is started, sent, asked for and broken, and in which order. It cannot decide how the processes
interleave: a second run with a seed is another run with the same troubles.
`;

interface Options {
  readonly minutes: number;
  readonly faults: number;
  readonly seed: number;
  readonly workers: number;
  readonly databases: readonly DatabaseName[];
}

const databases: Readonly<Record<string, readonly DatabaseName[]>> = {
  sqlite: ['sqlite'],
  postgres: ['postgres'],
  both: ['sqlite', 'postgres'],
};

function fail(problem: string): never {
  console.error(`${problem}\n\n${help}`);
  process.exit(2);
}

function numberOf(name: string, text: string, least: number): number {
  const number = Number(text);
  return Number.isFinite(number) && number >= least ? number : fail(`--${name} is '${text}'; give a number of at least ${least}`);
}

function parse() {
  const text = (standard: string) => ({ type: 'string', default: standard }) as const;
  try {
    return parseArgs({
      options: {
        minutes: text('2'),
        faults: text('0'),
        seed: text(String(Math.floor(Math.random() * 1_000_000))),
        database: text('both'),
        workers: text('4'),
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function readOptions(): Options {
  const values = parse();
  if (values.help) {
    console.log(help);
    process.exit(0);
  }
  return {
    minutes: numberOf('minutes', values.minutes, 0),
    faults: numberOf('faults', values.faults, 0),
    seed: Math.floor(numberOf('seed', values.seed, 0)),
    workers: Math.floor(numberOf('workers', values.workers, 1)),
    databases: databases[values.database] ?? fail(`--database is '${values.database}'; give sqlite, postgres or both`),
  };
}

/** Gives whether everything holds. */
async function runOn(database: DatabaseName, { minutes, faults, seed, workers }: Options, probe: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), `waystone-chaos-${database}-`));
  const display = new Display(database);
  const verdict = await run({
    database,
    seed,
    workers,
    folder,
    probe,
    leastFaults: faults,
    leastMs: minutes * 60_000,
    tell: (progress) => display.show(progress),
    interrupted: interrupted.signal,
  }).finally(() => {
    display.close();
    if (interrupted.signal.aborted) rmSync(folder, { recursive: true, force: true });
  });
  console.log(table(database, verdict));
  if (verdict.violations.length === 0) {
    rmSync(folder, { recursive: true, force: true });
    return true;
  }
  writeFileSync(join(folder, 'violations.json'), JSON.stringify(verdict.violations, null, 1));
  writeFileSync(join(folder, 'faults.txt'), verdict.schedule.join('\n'));
  console.error(violationsText(verdict.violations, folder));
  console.error(
    `Again: npm run chaos -- --seed ${seed} --database ${database} --workers ${workers} --minutes ${minutes} --faults ${faults}`,
  );
  return false;
}

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort());

const options = readOptions();
console.log(`seed ${options.seed}`);
const probe = await copyProject(join(import.meta.dirname, 'probe'));
try {
  await buildProject(probe);
  let holds = true;
  for (const database of options.databases) holds = (await runOn(database, options, probe)) && holds;
  process.exitCode = holds ? 0 : 1;
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
  console.log('interrupted; everything was ended');
  process.exitCode = 130;
} finally {
  await removeProject(probe);
}
