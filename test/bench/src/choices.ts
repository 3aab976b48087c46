/** What can be chosen of the bench, and the help that tells of it. Imports nothing, so that it can be shown before anything is built. */

export const workloadNames = ['throughput', 'alone', 'forks', 'loop', 'resume', 'starts', 'signals', 'timers', 'idle'] as const;
export type WorkloadName = (typeof workloadNames)[number];

export const contenderNames = ['waystone', 'bare', 'dbos', 'openworkflow', 'absurd', 'restate'] as const;
export type ContenderName = (typeof contenderNames)[number];

/** What can be given to options that take names. */
export const choices: Readonly<Record<string, readonly string[]>> = {
  only: workloadNames,
  contenders: contenderNames,
  on: ['postgres', 'sqlite'],
};

export const help = `npm run bench -- [options]

  --quick               one round with less of everything: two or three minutes instead of forty
  --rounds <count>      how often everything is measured (default: 3, quick: 1)
  --only <names>        workloads, with commas between: ${workloadNames.join(', ')}
  --contenders <names>  ${contenderNames.join(', ')}
  --on <names>          databases: postgres, sqlite (default: both)
  --write               puts the tables and pictures into docs/performance.md as well
  --help                this, with nothing installed or built

PostgreSQL is the server that DATABASE_URL names, which gets databases that are dropped again, or one that is
started for the run, with full durability. The peers are installed from npm on first use. ABSURD_SQL is a file with
the schema of Absurd; without, it is fetched from its release. Results go to test/bench/results.
`;
