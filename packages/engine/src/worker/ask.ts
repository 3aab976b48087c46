/** Asks the store what a lane needs to know, until it answers. */
import type { LaneWork } from './lane-run.js';
import { patiently } from './patiently.js';

/** @param passes As for {@link patiently}. */
export function ask<Answer>(work: LaneWork, question: () => Promise<Answer>, passes?: (error: unknown) => boolean): Promise<Answer> {
  return patiently({ clock: work.ports.clock, outage: work.outage, stopped: work.stopped }, question, passes);
}
