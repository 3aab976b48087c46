/**
 * `npm run random`: searches random programs for ones that the compiler or the engine gets wrong. Everything must have been
 * built. Ends with 0 if there was none, 1 if there was, 2 for wrong options.
 */
import { fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { leave, numberOf, wholeOf } from '../../support/command-options.ts';
import type { Report, Share } from './share.ts';

const help = `Draws programs, and runs each plainly, on the interpreter alone, on the engine, and on the engine with the process killed after
every commit, on SQLite in memory. What comes out of them must be the same.

  npm run random -- [options]

  --minutes <n>    how long (default 5)
  --programs <n>   no more than so many
  --seed <n>       draws the same programs in the same order (default: another one every time)
  --index <n>      only this program of the batch that the seed draws: what a failure says
  --processes <n>  how many search at once (default: one for each processor)
  --mutant <name>  with a mistake in the compiler or the engine, which is to be found: see mutants.ts
  --help           this text
`;

const nothing: Report = { programs: 0, mistakes: 0, runs: 0, crashes: 0, refused: {}, failures: [] };

const given = options();
const seed = given.seed ?? randomInt(1_000_000_000);
const reports = new Map<number, Report>();
console.log(`random programs from seed ${seed}`);
await Promise.all(shares().map((share, number) => seek(share, (report) => take(number, report))));
const total = [...reports.values()].reduce(sum, nothing);
console.log(summary(total));
process.exitCode = total.failures.length > 0 ? 1 : 0;

/** Shows what is new at once: the others search on. */
function take(number: number, report: Report): void {
  for (const failure of report.failures.slice(reports.get(number)?.failures.length ?? 0)) console.log(`\n${failure}\n`);
  reports.set(number, report);
}

interface Options {
  readonly minutes: number;
  readonly programs: number;
  readonly seed: number | undefined;
  readonly index: number | undefined;
  readonly processes: number;
  readonly mutant: string | undefined;
}

function options(): Options {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      options: {
        mutant: text,
        minutes: text,
        programs: text,
        seed: text,
        index: text,
        processes: text,
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return leave(help, 0);
    return {
      mutant: values.mutant,
      minutes: numberOf('minutes', values.minutes) ?? 5,
      programs: wholeOf('programs', values.programs, 1) ?? Number.MAX_SAFE_INTEGER,
      seed: wholeOf('seed', values.seed, 0),
      index: wholeOf('index', values.index, 0),
      processes: wholeOf('processes', values.processes, 1) ?? availableParallelism(),
    };
  } catch (error) {
    return leave(`${(error as Error).message}\n\n${help}`, 2);
  }
}

/** Each process takes every so many-th batch, so the programs do not depend on how many processes there are. */
function shares(): Share[] {
  const { index, minutes, mutant, programs } = given;
  const stride = index === undefined ? Math.min(given.processes, programs) : 1;
  const ms = minutes * 60_000;
  return Array.from({ length: stride }, (_, number) => {
    const own = Math.ceil((programs - number) / stride);
    return { seed: seed + number, index, stride, programs: own, ms, mutant };
  });
}

/** @throws Error if the process ends for another reason than that it is done. */
async function seek(share: Share, told: (report: Report) => void): Promise<void> {
  const child = fork(join(import.meta.dirname, 'seeker.ts'), [JSON.stringify(share)]);
  child.on('message', (report) => told(report as Report));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`a process that searched ended with ${code}; its message is above`);
}

function sum(one: Report, other: Report): Report {
  const refused = { ...one.refused };
  for (const [code, count] of Object.entries(other.refused)) refused[code] = (refused[code] ?? 0) + count;
  return {
    programs: one.programs + other.programs,
    mistakes: one.mistakes + other.mistakes,
    runs: one.runs + other.runs,
    crashes: one.crashes + other.crashes,
    refused,
    failures: [...one.failures, ...other.failures],
  };
}

function summary({ programs, mistakes, runs, crashes, refused, failures }: Report): string {
  const codes = Object.entries(refused).map(([code, count]) => `${code} ${count}`);
  const verdict = styleText(failures.length > 0 ? 'red' : 'green', `failures: ${failures.length}`);
  const parts = [
    `programs: ${programs}`,
    `refused: ${codes.join(', ') || 'none'}`,
    `mistakes refused: ${mistakes}`,
    `runs compared: ${runs}`,
    `commits crashed at: ${crashes}`,
  ];
  return [...parts, verdict].join(', ');
}
