/** Everything that is compared, by name. */
import type { Figure } from '../../../measure/src/figures.js';
import type { Arena } from '../arena.js';
import { alone, forks, loop, throughput } from './steps.js';
import { resume } from './resume.js';
import { idle, signals, starts, timers } from './waits.js';

/** How much of it in one round. */
export interface Scale {
  /** Steps of the long loop, and after which a worker is killed. */
  readonly longSteps: number;
  readonly latencies: number;
  readonly idleSeconds: number;
}

export const workloads = { throughput, alone, forks, loop, resume, starts, signals, timers, idle } satisfies Readonly<
  Record<string, (arena: Arena, scale: Scale) => Promise<readonly Figure[]>>
>;

export type WorkloadName = keyof typeof workloads;
