/** Everything that is compared, by name, and what is measured in one go. */
import type { Figure } from '../../../measure/src/figures.js';
import type { Arena } from '../arena.js';
import type { WorkloadName } from '../choices.js';
import { resume } from './resume.js';
import { alone, forks, loop, throughput } from './steps.js';
import { idle, signals, starts, timers } from './waits.js';

/** How much of it in one round. */
export interface Scale {
  /** How long everybody warms up before throughput is measured, and how long each measurement is repeated, at most. */
  readonly throughputMs: number;
  /** Forks of ten lanes; of a hundred, a fifth of that. */
  readonly forks: number;
  /** Steps of the long loop, and after which a worker is killed. */
  readonly longSteps: number;
  readonly latencies: number;
  readonly idleSeconds: number;
}

export type Workload = (arena: Arena, scale: Scale) => Promise<readonly Figure[]>;

export const workloads: Readonly<Record<WorkloadName, Workload>> = {
  throughput,
  alone,
  forks,
  loop,
  resume,
  starts,
  signals,
  timers,
  idle,
};

export interface Scene {
  /** On one database, and with the same processes where they can be. */
  readonly workloads: readonly WorkloadName[];
  /** It only counts what is asked of a database, by processes that do nearly nothing: once is enough, and all at once. */
  readonly counts?: true;
}

export const scenes: readonly Scene[] = [
  { workloads: ['throughput'] },
  { workloads: ['alone', 'forks', 'loop'] },
  { workloads: ['resume'] },
  { workloads: ['starts', 'signals', 'timers'] },
  { workloads: ['idle'], counts: true },
];
