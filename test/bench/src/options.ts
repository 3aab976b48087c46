/** Who is measured, at what, on what, and how much of it. */
import { parseArgs } from 'node:util';
import { chosen, databaseNames, orHelp, roundsOf } from '../../measure/src/choices.js';
import type { DatabaseName } from '../../measure/src/choices.js';
import { lineup } from './lineup.js';
import { workloads } from './workloads/index.js';
import type { Scale, WorkloadName } from './workloads/index.js';

export interface Options {
  readonly scale: Scale;
  readonly rounds: number;
  readonly only: readonly WorkloadName[];
  readonly contenders: readonly string[];
  readonly databases: readonly DatabaseName[];
  /** Puts tables and pictures into the guide. */
  readonly write: boolean;
}

const full: Scale = { longSteps: 5_000, latencies: 30, idleSeconds: 30 };
const quick: Scale = { longSteps: 1_000, latencies: 8, idleSeconds: 10 };

const help = `npm run bench -- [options]

  --quick               one round with less of everything: a few minutes instead of forty
  --rounds <count>      how often everything is measured (default: 3, quick: 1)
  --only <names>        workloads, with commas between: ${Object.keys(workloads).join(', ')}
  --contenders <names>  ${lineup.map(({ name }) => name).join(', ')}
  --on <names>          databases: ${databaseNames.join(', ')} (default: both)
  --write               puts the tables and pictures into docs/performance.md as well

PostgreSQL is the server that DATABASE_URL names, which gets databases that are dropped again, or one that is
started for the run, with full durability. The peers are installed from npm on first use.
Results go to test/bench/results.
`;

/** Ends the process where they ask for help or make no sense. */
export function readOptions(args: readonly string[]): Options {
  return orHelp(help, () => parsed(args));
}

function parsed(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string' },
      contenders: { type: 'string' },
      on: { type: 'string' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    process.exit(0);
  }
  return {
    scale: values.quick ? quick : full,
    rounds: roundsOf(values.rounds ?? (values.quick ? '1' : '3')),
    only: chosen('workload', Object.keys(workloads) as WorkloadName[], values.only),
    contenders: chosen(
      'contender',
      lineup.map(({ name }) => name),
      values.contenders,
    ),
    databases: chosen('database', databaseNames, values.on),
    write: values.write,
  };
}
