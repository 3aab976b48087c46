/** What is measured, on what, and how much of it. */
import { parseArgs } from 'node:util';
import { chosen, databaseNames, orHelp, roundsOf } from './choices.js';
import type { DatabaseName } from './choices.js';
import type { Scale } from './site/site.js';
import { workloads } from './workloads/index.js';
import type { WorkloadName } from './workloads/index.js';

export interface Options {
  readonly scale: Scale;
  readonly rounds: number;
  readonly only: readonly WorkloadName[];
  readonly databases: readonly DatabaseName[];
  /** Address of the server. */
  readonly postgres: string | undefined;
  readonly markdown: string | undefined;
  readonly profiles: string | undefined;
  /** Where to write query plans, instead of measuring. */
  readonly plans: string | undefined;
}

const full: Scale = { latencies: 60, idleSeconds: 60, dueTimers: 5_000, startsAtOnce: 10_000, parked: 100_000, longSteps: 1_000 };
const quick: Scale = { latencies: 20, idleSeconds: 20, dueTimers: 1_000, startsAtOnce: 2_000, parked: 5_000, longSteps: 50 };

const help = `npm run measure -- [options]

  --quick             less of everything: two minutes instead of twenty
  --only <names>      workloads, with commas between: ${Object.keys(workloads).join(', ')}
  --on <names>        databases: ${databaseNames.join(', ')} (default: both)
  --rounds <count>    how often each workload is measured (default: 3, quick: 1)
  --markdown <file>   writes the tables there as well
  --profiles <folder> writes CPU profiles of all processes there
  --plans <file>      measures nothing, and writes the query plans of PostgreSQL there

PostgreSQL is the server that DATABASE_URL names, which gets databases that are dropped again, or one that is
started for the run, with full durability.
`;

/** Ends the process where they ask for help or make no sense. */
export function readOptions(): Options {
  return orHelp(help, parsed);
}

function parsed(): Options {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      on: { type: 'string' },
      rounds: { type: 'string' },
      markdown: { type: 'string' },
      profiles: { type: 'string' },
      plans: { type: 'string' },
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
    databases: chosen('database', databaseNames, values.on),
    postgres: process.env['DATABASE_URL'],
    markdown: values.markdown,
    profiles: values.profiles,
    plans: values.plans,
  };
}
