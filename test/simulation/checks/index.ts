/** All that is checked of a simulated run: the invariants of the crash tests, and those that need one order of everything. */
import type { Finding, Violation } from '../../chaos/invariants/invariant.js';
import { invariants, judge } from '../../chaos/invariants/index.js';
import type { SimulatedEvidence } from './evidence.js';
import { leases } from './leases.js';
import { paused } from './paused.js';
import { statuses } from './statuses.js';

export interface SimulatedCheck {
  readonly name: string;
  readonly says: string;
  readonly check: (evidence: SimulatedEvidence) => readonly Finding[];
}

const ofSimulation: readonly SimulatedCheck[] = [paused, leases, statuses];

/** By name, what is promised. */
export const promises: ReadonlyMap<string, string> = new Map([...invariants, ...ofSimulation].map(({ name, says }) => [name, says]));

export function judgeRun(evidence: SimulatedEvidence): readonly Violation[] {
  const own = ofSimulation.flatMap(({ name, check }) => check(evidence).map((found) => ({ ...found, invariant: name })));
  return [...judge(evidence), ...own];
}
