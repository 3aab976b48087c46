/**
 * Plans that are aimed at something which those that are drawn from everything rarely meet.
 *
 * Always: a seed that is aimed at nothing keeps its plan.
 */
import { Chance } from '../../support/chance.js';
import { newestLayout } from '../machine/database.js';
import { drawCase, drawOwn, drawWorker, drawClients, upTo } from './draw.js';
import type { Deed, Fault } from './faults.js';
import type { Plan, SimulatedCase } from './plan.js';
import { aimedScenarios, type SimulatedScenario } from './scenarios.js';

const aimedShare = 0.3;

type Aim = (plan: Plan, chance: Chance) => Plan;

export function aimed(plan: Plan): Plan {
  const chance = new Chance(plan.seed ^ 0x5ced_0003);
  chance.next();
  return chance.happens(aimedShare) ? chance.of(aims)(plan, chance) : plan;
}

/**
 * Workers that stop past their lease with writes under way, and go on, again and again: alone, so that they find all as they
 * left it, or beside one that takes it.
 */
const staleOwners: Aim = (plan, chance) => {
  const cases = drawCases(chance, { most: 2, among: aimedScenarios });
  const [own, others] = drawOwn(chance, cases);
  const count = chance.of([1, 1, 2]);
  const workers = upTo(count).map((number) => drawWorker(chance, { number, hasTwoBuilds: false, plays: number === 0 ? own : [] }));
  const leaseMs = chance.between(3, 6) * 100;
  const faults = upTo(chance.between(6, 16)).map(() => stalling(chance, `worker ${chance.below(count)}`, leaseMs));
  return { ...plain(plan), cases, workers, clients: drawClients(chance, others), leaseMs, faults, layout: newestLayout };
};

function stalling(chance: Chance, place: string, leaseMs: number): Fault {
  const on = chance.of(['statement', 'commit', 'commit'] as const);
  const nth = chance.between(1, on === 'commit' ? 40 : 120);
  return { place, on, nth, side: chance.of(['before', 'after']), deed: stallingDeed(chance, leaseMs) };
}

function stallingDeed(chance: Chance, leaseMs: number): Deed {
  const kind = chance.of(['stop', 'stop', 'dawdle', 'lose', 'lose'] as const);
  return kind === 'lose' ? { kind } : { kind, forMs: leaseMs + chance.below(leaseMs * 2) };
}

const aims: readonly Aim[] = [staleOwners];

interface ToDraw {
  readonly most: number;
  readonly among: readonly SimulatedScenario[];
}

function drawCases(chance: Chance, { most, among }: ToDraw): readonly SimulatedCase[] {
  return upTo(chance.between(1, most)).map((number) => drawCase(chance, { number, hasTwoBuilds: false, among }));
}

/** None of its cases is a random program. */
function plain({ random: _, ...plan }: Plan): Plan {
  return plan;
}
