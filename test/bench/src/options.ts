/** Who is measured, at what, on what, and how much of it. */
import { parseArgs } from 'node:util';
import { chosen, databaseNames, orHelp, roundsOf } from '../../measure/src/choices.js';
import type { DatabaseName } from '../../measure/src/choices.js';
import { contenderNames, help, workloadNames } from './choices.js';
import type { ContenderName, WorkloadName } from './choices.js';
import type { Scale } from './workloads/index.js';

export interface Options {
  readonly scale: Scale;
  readonly rounds: number;
  readonly only: readonly WorkloadName[];
  readonly contenders: readonly ContenderName[];
  readonly databases: readonly DatabaseName[];
  /** Puts tables and pictures into the guide. */
  readonly write: boolean;
}

const full: Scale = { throughputMs: 3_000, forks: 40, longSteps: 5_000, latencies: 30, idleSeconds: 60 };
const quick: Scale = { throughputMs: 1_200, forks: 20, longSteps: 1_000, latencies: 6, idleSeconds: 12 };

/** Ends the process with the help where they make no sense. */
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
    },
  });
  return {
    scale: values.quick ? quick : full,
    rounds: roundsOf(values.rounds ?? (values.quick ? '1' : '3')),
    only: chosen('workload', workloadNames, values.only),
    contenders: chosen('contender', contenderNames, values.contenders),
    databases: chosen('database', databaseNames, values.on),
    write: values.write,
  };
}
