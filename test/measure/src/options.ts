/** What is measured, on what, and how much of it. */
import { parseArgs } from 'node:util';
import { chosen, databaseNames, orHelp, roundsOf } from './choices.js';
import type { DatabaseName } from './choices.js';
import type { Scale } from './site/site.js';
import { help, workloadNames } from './help.js';
import type { WorkloadName } from './help.js';

export interface Options {
  readonly scale: Scale;
  readonly rounds: number;
  readonly only: readonly WorkloadName[];
  readonly databases: readonly DatabaseName[];
  /** Address of the server. */
  readonly postgres: string | undefined;
  /** Markdown in which to write the tables as well. */
  readonly markdown: string | undefined;
  readonly profiles: string | undefined;
  /** Where to write query plans, instead of measuring. */
  readonly plans: string | undefined;
  /** Markdown in which to write what a step costs, instead of measuring anything else. */
  readonly cost: string | undefined;
}

const full: Scale = {
  latencies: 60,
  idleSeconds: 60,
  dueTimers: 5_000,
  startsAtOnce: 10_000,
  parked: 100_000,
  ready: 1_000_000,
  longSteps: 1_000,
  costSteps: 30_000,
};
const quick: Scale = {
  latencies: 20,
  idleSeconds: 20,
  dueTimers: 1_000,
  startsAtOnce: 2_000,
  parked: 5_000,
  ready: 20_000,
  longSteps: 50,
  costSteps: 10_000,
};

/** Ends the process with the help where they make no sense. */
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
      cost: { type: 'string' },
    },
  });
  return {
    scale: values.quick ? quick : full,
    rounds: roundsOf(values.rounds ?? (values.quick ? '1' : '3')),
    only: chosen('workload', workloadNames, values.only),
    databases: chosen('database', databaseNames, values.on),
    postgres: process.env['DATABASE_URL'],
    markdown: values.markdown,
    profiles: values.profiles,
    plans: values.plans,
    cost: values.cost,
  };
}
