/** What can be chosen of the measurement, and the help that tells of it. Imports nothing, so that it can be shown before anything is built. */

export const workloadNames = ['latency', 'idle', 'timers', 'starts', 'parked', 'backlog', 'wear'] as const;
export type WorkloadName = (typeof workloadNames)[number];

/** What can be given to options that take names. */
export const choices: Readonly<Record<string, readonly string[]>> = { only: workloadNames, on: ['postgres', 'sqlite'] };

export const help = `npm run measure -- [options]

  --quick             less of everything: two minutes instead of twenty
  --only <names>      workloads, with commas between: ${workloadNames.join(', ')}
  --on <names>        databases: postgres, sqlite (default: both)
  --rounds <count>    how often each workload is measured (default: 3, quick: 1)
  --markdown <file>   writes the tables there as well, between <!-- measure --> and <!-- /measure -->
  --profiles <folder> writes CPU profiles of all processes there
  --plans <file>      measures nothing, and writes the query plans of PostgreSQL there
  --cost <file>       measures what a step costs and nothing else, and writes it there, between <!-- cost --> and <!-- /cost -->

PostgreSQL is the server that DATABASE_URL names, which gets databases that are dropped again, or one that is
started for the run, with full durability.
`;
