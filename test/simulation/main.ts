/**
 * `npm run sim`: simulates the whole engine under faults. Everything must have been built. Ends with 0 if every invariant
 * held, 1 if not, 2 for wrong options.
 */
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs, styleText } from 'node:util';
import { leave, numberOf, wholeOf } from '../support/command-options.ts';
import { explore } from './explore.ts';
import { mutants } from './mutants/index.ts';
import { writeTable } from './mutants/table.ts';
import type { Failed, Found, Share } from './share.ts';

const help = `Plays instances on virtual workers and clients in virtual time, on one database in memory, with one scheduler that decides
which step of which process comes next, and breaks what can be broken. The seed decides everything. See docs/simulation.md.

  npm run sim -- [options]

  --minutes <n>    how long (default 5)
  --scenarios <n>  no more than so many
  --seed <n>       the first scenario; each one after it has the next number (default: another one every time)
  --on <name>      sqlite (default) or postgres
  --processes <n>  how many simulate at once (default: one for each processor)
  --mutant <name>  with a mistake in the engine, which is to be caught: 'timers fire early', or another of docs/simulation.md; the
                   scenario that catches it is told as it is, and made smaller with its story when it is played alone
  --mutants        catches every mutant, from seed 1 on, and writes which scenario did into docs/simulation.md
  --help           this text
`;

const plainEveryMs = 10_000;
const given = options();
if (given.mutants) process.exit((await writeTable()) ? 0 : 1);
const seed = given.seed ?? randomInt(1_000_000_000);
const reports = new Map<number, Found>();
const startedAt = performance.now();
let shownAt = startedAt;
console.log(`scenarios from seed ${seed} on`);
await Promise.all(shares().map((share, number) => explore(share, (found) => take(number, found))));
if (process.stdout.isTTY) process.stdout.write('\r\u001B[2K');
console.log(summary());
process.exitCode = failures().length > 0 ? 1 : 0;

/** Shows what is new at once: the others go on. */
function take(number: number, found: Found): void {
  for (const { text } of found.failures.slice(reports.get(number)?.failures.length ?? 0)) console.log(`\n${text}\n`);
  // Before this report: one is always left for the end to tell.
  if (!process.stdout.isTTY && reports.size > 0 && performance.now() - shownAt > plainEveryMs) {
    shownAt = performance.now();
    console.log(summary());
  }
  reports.set(number, found);
  if (process.stdout.isTTY) process.stdout.write(`\r\u001B[2K${summary().slice(0, process.stdout.columns)}`);
}

interface Options {
  readonly minutes: number;
  readonly scenarios: number;
  readonly seed: number | undefined;
  readonly on: Share['on'];
  readonly processes: number;
  readonly mutant: string | undefined;
  readonly mutants: boolean;
}

function options(): Options {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      options: {
        mutant: text,
        minutes: text,
        scenarios: text,
        seed: text,
        on: text,
        processes: text,
        mutants: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return leave(help, 0);
    return {
      mutant: mutantOf(values.mutant),
      mutants: values.mutants,
      minutes: numberOf('minutes', values.minutes) ?? 5,
      scenarios: wholeOf('scenarios', values.scenarios, 1) ?? Number.MAX_SAFE_INTEGER,
      seed: wholeOf('seed', values.seed, 0),
      on: databaseOf(values.on ?? 'sqlite'),
      processes: wholeOf('processes', values.processes, 1) ?? availableParallelism(),
    };
  } catch (error) {
    return leave(`${(error as Error).message}\n\n${help}`, 2);
  }
}

function databaseOf(name: string): Share['on'] {
  if (name === 'sqlite' || name === 'postgres') return name;
  throw new Error(`--on takes sqlite or postgres, not '${name}'`);
}

function mutantOf(name: string | undefined): string | undefined {
  if (name === undefined || Object.hasOwn(mutants, name)) return name;
  throw new Error(
    `there is no mutant '${name}'; there are\n\n${Object.keys(mutants)
      .map((each) => `  '${each}'`)
      .join('\n')}`,
  );
}

/** Each process takes every so many-th seed, so the scenarios do not depend on how many processes there are. */
function shares(): readonly Share[] {
  const { scenarios, minutes, mutant, on } = given;
  const stride = Math.min(given.processes, scenarios);
  return Array.from({ length: stride }, (_, number) => {
    const own = Math.ceil((scenarios - number) / stride);
    return {
      seed: seed + number,
      stride,
      scenarios: own,
      ms: minutes * 60_000,
      on,
      mutant,
      shrinks: mutant === undefined || scenarios === 1,
    };
  });
}

function failures(): readonly Failed[] {
  return [...reports.values()].flatMap((found) => found.failures);
}

function summary(): string {
  const sum = (name: 'scenarios' | 'steps' | 'commits' | 'faults'): number =>
    [...reports.values()].reduce((all, found) => all + found[name], 0);
  const count = failures().length;
  const perMinute = Math.round((sum('scenarios') / (performance.now() - startedAt)) * 60_000);
  return [
    `scenarios: ${sum('scenarios')} (${perMinute} a minute)`,
    `choices: ${sum('steps')}`,
    `commits: ${sum('commits')}`,
    `faults: ${sum('faults')}`,
    styleText(count > 0 ? 'red' : 'green', `failures: ${count}`),
  ].join(', ');
}
