/**
 * Plans that are aimed at something which those that are drawn from everything rarely meet.
 *
 * Always: a seed that is aimed at nothing keeps its plan.
 */
import { Chance } from '../../support/chance.js';
import { newestLayout } from '../machine/database.js';
import { builds } from '../programs.js';
import { drawCase, drawOwn, drawWorker, drawClients, upTo } from './draw.js';
import type { Fault } from './faults.js';
import type { Plan, SimulatedCase } from './plan.js';
import { aimedScenarios, drafts, lanes, type SimulatedScenario } from './scenarios.js';

const aimedShare = 0.3;

type Aim = (plan: Plan, chance: Chance) => Plan;

export function aimed(plan: Plan): Plan {
  const chance = new Chance(plan.seed ^ 0x5ced_0003);
  chance.next();
  return chance.happens(aimedShare) ? chance.of(aims)(plan, chance) : plan;
}

/** Workers that stop past their lease with writes under way, and go on, again and again. */
const staleOwners: Aim = (plan, chance) => {
  const cases = drawCases(chance, { most: 2, among: aimedScenarios });
  const [own, others] = drawOwn(chance, cases);
  const workers = upTo(chance.between(1, 2)).map((number) => {
    return drawWorker(chance, { number, hasTwoBuilds: false, plays: number === 0 ? own : [] });
  });
  const leaseMs = chance.between(3, 6) * 100;
  const faults = workers.flatMap(({ name }) => stalls(chance, name, { leaseMs, every: chance.between(2, 6), share: 0.6 }));
  return { ...plain(plan), cases, workers, clients: drawClients(chance, others), leaseMs, faults, layout: newestLayout };
};

/**
 * The only worker, whose lease nobody takes meanwhile: it gets back what it held, under another epoch, while steps that were put
 * off are being sent again, or knows only of some of its lanes how they ended.
 */
const staleEpochs: Aim = (plan, chance) => {
  const cases = [undisturbed(chance, { number: 0, scenario: chance.of([drafts, drafts, lanes]) })];
  const worker = { ...drawWorker(chance, { number: 0, hasTwoBuilds: false, plays: [] }), weight: 1, concurrency: 20 };
  const leaseMs = chance.between(3, 6) * 100;
  const faults = stalls(chance, worker.name, { leaseMs, every: chance.between(1, 3), share: 0.9 });
  return { ...plain(plan), cases, workers: [worker], clients: drawClients(chance, cases), leaseMs, faults, layout: newestLayout };
};

interface Undisturbed {
  readonly number: number;
  readonly scenario: SimulatedScenario;
}

function undisturbed(chance: Chance, { number, scenario: { workflow, draw } }: Undisturbed): SimulatedCase {
  return { ...draw(chance), id: `${workflow}-${number}`, workflow, clients: 1, build: builds[0] };
}

/** A worker takes what is started in its own process, and is lost while the start is on its way. */
const staleTakers: Aim = (plan, chance) => {
  // One after the other, as a worker that has nothing to do takes them.
  const cases = upTo(3).map((number): SimulatedCase => {
    const scenario = chance.of([drafts, drafts, lanes]);
    return { ...undisturbed(chance, { number, scenario }), startAfterMs: 500 + number * 4_000 + chance.below(1_000) };
  });
  const plays = cases.map(({ id }) => id);
  const workers = [plays, []].map((own, number) => {
    return { ...drawWorker(chance, { number, hasTwoBuilds: false, plays: own }), concurrency: 20 };
  });
  const leaseMs = chance.between(3, 6) * 100;
  const faults = [1, 2, 3].map((nth): Fault => {
    return { place: 'worker 0', on: 'start', nth, side: 'before', deed: { kind: 'stop', forMs: leaseMs + chance.below(leaseMs * 3) } };
  });
  return { ...plain(plan), cases, workers, clients: drawClients(chance, []), leaseMs, faults, layout: newestLayout };
};

interface Stalling {
  readonly leaseMs: number;
  /** Between two of them there are so many commits. */
  readonly every: number;
  /** Of those after which the other side has given the connection up, so that what was sent on it is sent again. */
  readonly share: number;
}

function stalls(chance: Chance, place: string, { leaseMs, every, share }: Stalling): readonly Fault[] {
  const first = chance.between(4, 12);
  return upTo(15).flatMap((index): readonly Fault[] => {
    const at = { place, on: 'commit', nth: first + index * every, side: chance.of(['before', 'before', 'after'] as const) } as const;
    const stall: Fault = { ...at, deed: { kind: chance.of(['stop', 'dawdle'] as const), forMs: leaseMs + chance.below(leaseMs) } };
    return chance.happens(share) ? [stall, { ...at, deed: { kind: 'lose' } }] : [stall];
  });
}

/** All processes are gone, and those that come find in an older layout the work that they have left. */
const upgrades: Aim = (plan, chance) => {
  const layout = chance.between(1, newestLayout - 1);
  const among = aimedScenarios.filter(({ since = 1 }) => since <= layout);
  const cases = drawCases(chance, { most: 3, among });
  const upgrade = { atStep: chance.between(50, chance.of([150, 500])), layout };
  return { ...plain(plan), cases, ...playedBy(chance, plan, cases), upgrade, layout: newestLayout };
};

/** Lanes compare times of the database, which then are none. */
const settings: Aim = (plan, chance) => {
  const cases = drawCases(chance, { most: 2, among: aimedScenarios.filter(({ workflow }) => workflow !== 'lanes') });
  const settings = upTo(chance.between(1, 4)).map(() => ({ afterMs: chance.below(2_000), byMs: chance.between(-3_000, 6_000) }));
  return { ...plain(plan), cases, ...playedBy(chance, plan, cases), settings };
};

/** Whatever operators may ask for, at any moment, and signals to instances that are not there yet. */
const requests: Aim = (plan, chance) => {
  const cases = drawCases(chance, { most: 2, among: aimedScenarios }).map((one) => askedOf(chance, one));
  return { ...plain(plan), cases, ...playedBy(chance, plan, cases) };
};

function askedOf(chance: Chance, one: SimulatedCase): SimulatedCase {
  const verbs = ['pause', 'pause', 'resume', 'resume', ...(one.cancelAfterMs === undefined ? [] : (['cancel'] as const))] as const;
  const drawn = upTo(chance.between(2, 8)).map(() => ({ verb: chance.of(verbs), afterMs: chance.below(900) }));
  // Whoever plays it anew may find another of its id.
  const isHasty = one.signals.length > 0 && one.restartAfterMs === undefined && chance.happens(0.7);
  return { ...one, requests: drawn, ...(isHasty && { isHasty }) };
}

/** The processes of the plan, without those of the second build. */
function playedBy(chance: Chance, plan: Plan, cases: readonly SimulatedCase[]): Pick<Plan, 'workers' | 'clients' | 'faults'> {
  const [own, others] = drawOwn(chance, cases);
  const workers = plan.workers.map((_, number) => drawWorker(chance, { number, hasTwoBuilds: false, plays: number === 0 ? own : [] }));
  const clients = drawClients(chance, others);
  const places = [...workers, ...clients].map(({ name }) => name);
  return { workers, clients, faults: plan.faults.filter(({ place }) => places.includes(place)) };
}

const aims: readonly Aim[] = [staleOwners, staleEpochs, staleTakers, upgrades, settings, requests];

interface ToDraw {
  readonly most: number;
  readonly among: readonly SimulatedScenario[];
}

function drawCases(chance: Chance, { most, among }: ToDraw): readonly SimulatedCase[] {
  return upTo(chance.between(1, most)).map((number) => drawCase(chance, { number, hasTwoBuilds: false, among }));
}

/** None of its cases is a random program. */
function plain(plan: Plan): Plan {
  return { ...plan, random: undefined };
}
