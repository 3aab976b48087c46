/**
 * What is known of a simulated run beside what crash tests know of theirs: everything happens in one process here, so all of it has one
 * order.
 */
import type { Evidence } from '../../chaos/evidence/evidence.js';
import type { SimulatedCase } from '../plan/plan.js';

/** A question to the store and its answer; at `Infinity`: nobody lived to hear it. */
export interface Question {
  /** Places in the order of everything. */
  readonly asked: number;
  readonly answered: number;
  /** The time of the database, were it never set back. */
  readonly askedAt: number;
  readonly answeredAt: number;
  /** Name of the process. */
  readonly process: string;
}

export interface Started extends Question {
  readonly uid: string;
}

export interface Claimed extends Question {
  readonly instance: string;
  readonly uid: string;
}

/** A worker has got a lease, or renewed it. */
export interface Renewed extends Question {
  readonly owner: number;
}

/** Lanes were taken from workers. */
export interface Reclaimed extends Question {
  readonly lanes: number;
}

/** An operator's request. */
export interface Requested extends Question {
  /** The store has answered that it is done. */
  readonly isGranted: boolean;
  readonly verb: 'pause' | 'resume' | 'cancel';
  readonly instance: string;
}

export interface SimulatedEvidence extends Evidence {
  readonly cases: readonly SimulatedCase[];
  /** By clients. Children are started by the steps of their parents. */
  readonly started: readonly Started[];
  readonly claimed: readonly Claimed[];
  readonly renewed: readonly Renewed[];
  readonly reclaimed: readonly Reclaimed[];
  readonly requested: readonly Requested[];
  /** When the process was gone, in the order of everything. Absent: it never was. */
  readonly goneAt: ReadonlyMap<string, number>;
  readonly leaseMs: number;
  /** What the statuses of instances said in the end. */
  readonly statuses: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}
