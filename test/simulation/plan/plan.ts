/**
 * The plan of a simulated run: which instances are started and how each is disturbed, where processes run, and what is done to
 * them at which of their statements. All of it follows from the seed; what the plan leaves open, the scheduler decides by the
 * same seed.
 *
 * Always: data alone, so that a plan can be made smaller and tried again.
 */
import type { Case } from '../../chaos/run/plan.js';
import { Chance } from '../../support/chance.js';
import { newestLayout } from '../machine/database.js';
import type { PlaceOptions } from '../machine/place.js';
import { builds, type Build, type RandomChoice } from '../programs.js';
import { randomWorkflow } from '../random-program.js';
import type { Deed, Fault } from './faults.js';
import { scenarios, type SimulatedDraft } from './scenarios.js';

export interface SimulatedCase extends Case, Pick<SimulatedDraft, 'statuses'> {
  readonly build: Build;
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
  /** After so many steps nothing is left to chance any more. */
  readonly wildSteps: number;
}

/** Compiling takes longer than running. */
const seedsPerPool = 500;

export function drawPlan(seed: number): Plan {
  const chance = new Chance(seed);
  // The first numbers of seeds in a row are in a row themselves.
  chance.next();
  const hasTwoBuilds = chance.happens(0.25);
  const cases = upTo(chance.between(1, 3)).map((number) => drawCase(chance, number, hasTwoBuilds));
  const [own, others] = drawOwn(chance, cases);
  const numbers = upTo(chance.between(hasTwoBuilds ? 2 : 1, 3));
  const workers = numbers.map((number) => drawWorker(chance, { number, hasTwoBuilds, plays: number === 0 ? own : [] }));
  const clients = drawClients(chance, others);
  const leaseMs = chance.between(3, 30) * 100;
  const places = [...workers, ...clients].map(({ name }) => name);
  const isRandom = cases.some(({ workflow }) => workflow === randomWorkflow);
  return {
    seed,
    random: isRandom ? { pool: Math.floor(seed / seedsPerPool), index: chance.below(1_000) } : undefined,
    cases,
    workers,
    clients,
    faults: upTo(chance.below(9)).map(() => drawFault(chance, places, leaseMs)),
    leaseMs,
    busyTimeoutMs: chance.of([200, 1_000, 5_000]),
    tempoMs: chance.of([0.3, 1, 3]),
    noticesLost: chance.of([0, 0, 0.3, 1]),
    layout: chance.happens(0.03) ? chance.below(newestLayout) : newestLayout,
    wildSteps: Infinity,
  };
}

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function drawPlace(chance: Chance, name: string): PlaceOptions {
  return {
    name,
    host: chance.of(['here', 'here', 'there']),
    weight: chance.of([0.2, 1, 1, 3]),
    skewMs: chance.happens(0.3) ? chance.between(-20_000, 20_000) : 0,
  };
}

interface ToWork {
  readonly number: number;
  readonly hasTwoBuilds: boolean;
  readonly plays: readonly string[];
}

function drawWorker(chance: Chance, { number, hasTwoBuilds, plays }: ToWork): WorkerPlace {
  const build = hasTwoBuilds && number % 2 === 1 ? builds[1] : builds[0];
  return { ...drawPlace(chance, `worker ${number}`), build, concurrency: chance.of([1, 2, 20]), plays };
}

/** The cases that the process of the first worker plays itself, and the others. */
function drawOwn(chance: Chance, cases: readonly SimulatedCase[]): readonly [readonly string[], readonly SimulatedCase[]] {
  const own = chance.happens(0.4) ? cases.filter(({ clients }) => clients === 1 && chance.happens(0.6)) : [];
  return [own.map(({ id }) => id), cases.filter((one) => !own.includes(one))];
}

function drawClients(chance: Chance, cases: readonly SimulatedCase[]): readonly ClientPlace[] {
  const count = chance.between(1, 2);
  return upTo(count).map((number) => ({
    ...drawPlace(chance, `client ${number}`),
    plays: cases.flatMap(({ id, clients }, index) => (clients >= count || index % count === number ? [id] : [])),
  }));
}

function drawCase(chance: Chance, number: number, hasTwoBuilds: boolean): SimulatedCase {
  const { workflow, draw, isEndless } = chance.of(scenarios);
  const draft = draw(chance);
  const [afterMs, forMs] = [chance.below(600), chance.below(600)];
  const disturbance = chance.of([
    {},
    {},
    {},
    {},
    draft.isUncancelable ? {} : { cancelAfterMs: afterMs },
    { pause: { afterMs, forMs } },
    { pause: { afterMs, forMs } },
    { terminateAfterMs: afterMs },
    draft.onlyOnce ? {} : { restartAfterMs: afterMs },
  ]);
  const isPlayedTwice = chance.happens(0.2);
  // Two who start it anew may each send half of the signals to the other's instance.
  const clients = isPlayedTwice && !('restartAfterMs' in disturbance && draft.signals.length > 1) ? 2 : 1;
  const build = hasTwoBuilds ? chance.of(builds) : builds[0];
  const end = isEndless ? { cancelAfterMs: afterMs + chance.below(400) } : {};
  return { id: `${workflow}-${number}`, workflow, ...draft, clients, build, ...disturbance, ...end };
}

function drawFault(chance: Chance, places: readonly string[], leaseMs: number): Fault {
  const on = chance.of(['statement', 'commit', 'commit'] as const);
  return {
    place: chance.of(places),
    on,
    // The first ones are made in every run.
    nth: chance.between(1, chance.between(2, on === 'commit' ? 30 : 100)),
    side: chance.of(['before', 'after']),
    deed: drawDeed(chance, leaseMs),
  };
}

function drawDeed(chance: Chance, leaseMs: number): Deed {
  const kind = chance.of(['die', 'die', 'die', 'retire', 'stop', 'stop', 'dawdle', 'lose', 'lose', 'lose'] as const);
  switch (kind) {
    case 'die':
      return { kind, restartMs: chance.below(leaseMs * 2) };
    case 'stop':
      return { kind, forMs: chance.below(leaseMs * 3) };
    case 'dawdle':
      return { kind, forMs: chance.below(leaseMs * 2) };
    case 'retire':
    case 'lose':
      return { kind };
  }
}
