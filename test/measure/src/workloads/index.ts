/** All workloads, by the names that the command line has for them. Each gets an empty database of its own. */
import type { Figure } from '../figures.js';
import type { WorkloadName } from '../help.js';
import type { Scale, Site } from '../site/site.js';
import { backlog } from './backlog.js';
import { startHerd, timerHerd } from './herds.js';
import { idle } from './idle.js';
import { latency } from './latency.js';
import { parked } from './parked.js';
import { wear } from './wear.js';

export type Workload = (site: Site, scale: Scale) => Promise<readonly Figure[]>;

export const workloads: Readonly<Record<WorkloadName, Workload>> = {
  latency,
  idle,
  timers: timerHerd,
  starts: startHerd,
  parked,
  backlog,
  wear,
};
