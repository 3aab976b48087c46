/**
 * The plan of a simulated run: which instances are started and how each is disturbed, where processes run, and what is done to
 * them at which of their statements. All of it follows from the seed; what the plan leaves open, the scheduler decides by the
 * same seed.
 *
 * Always: data alone, so that a plan can be made smaller and tried again.
 */
import type { Case } from '../../chaos/run/plan.js';
import type { PlaceOptions } from '../machine/place.js';
import type { Build, RandomChoice } from '../programs.js';
import type { Fault } from './faults.js';
import type { SimulatedDraft } from './scenarios.js';

export interface SimulatedCase extends Case, Pick<SimulatedDraft, 'statuses'> {
  readonly build: Build;
  /** Until then nobody plays it. Default: from the beginning. */
  readonly startAfterMs?: number;
}

export interface WorkerPlace extends PlaceOptions, Playing {
  readonly build: Build;
  readonly concurrency: number;
}

export type ClientPlace = PlaceOptions & Playing;

interface Playing {
  /** Ids of the cases that it plays, a worker in the process in which it works. */
  readonly plays: readonly string[];
}

/** The last process of an older release is gone; those of this one find what it has left. */
export interface Upgrade {
  readonly atStep: number;
  /** The newest layout that the older release knew. */
  readonly layout: number;
}

/** A clock is set. */
export interface Setting {
  readonly afterMs: number;
  /** Below zero: back. */
  readonly byMs: number;
}

export interface Plan {
  readonly seed: number;
  /** The random program that instances of `random` run. */
  readonly random?: RandomChoice | undefined;
  readonly cases: readonly SimulatedCase[];
  readonly workers: readonly WorkerPlace[];
  readonly clients: readonly ClientPlace[];
  readonly faults: readonly Fault[];
  readonly leaseMs: number;
  readonly busyTimeoutMs: number;
  /** Longest time that a step takes. */
  readonly tempoMs: number;
  /** The share of the notices to other processes that are lost. */
  readonly noticesLost: number;
  /** The version of the layout that the first process finds. */
  readonly layout: number;
  /** All processes are of an older release at first. */
  readonly upgrade?: Upgrade;
  /** How the clock of the database is set while processes run. */
  readonly settings: readonly Setting[];
  /** After so many steps nothing is left to chance any more. */
  readonly wildSteps: number;
}
