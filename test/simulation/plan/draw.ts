/** Draws the parts of a plan. */
import type { Chance } from '../../support/chance.js';
import { builds } from '../programs.js';
import type { Deed, Fault } from './faults.js';
import type { PlaceOptions } from '../machine/place.js';
import type { ClientPlace, SimulatedCase, WorkerPlace } from './plan.js';
import { scenarios, type SimulatedScenario } from './scenarios.js';

export function upTo(count: number): readonly number[] {
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

export function drawWorker(chance: Chance, { number, hasTwoBuilds, plays }: ToWork): WorkerPlace {
  const build = hasTwoBuilds && number % 2 === 1 ? builds[1] : builds[0];
  return { ...drawPlace(chance, `worker ${number}`), build, concurrency: chance.of([1, 2, 20]), plays };
}

/** The cases that the process of the first worker plays itself, and the others. */
export function drawOwn(chance: Chance, cases: readonly SimulatedCase[]): readonly [readonly string[], readonly SimulatedCase[]] {
  const own = chance.happens(0.4) ? cases.filter(({ clients }) => clients === 1 && chance.happens(0.6)) : [];
  return [own.map(({ id }) => id), cases.filter((one) => !own.includes(one))];
}

export function drawClients(chance: Chance, cases: readonly SimulatedCase[]): readonly ClientPlace[] {
  const count = chance.between(1, 2);
  return upTo(count).map((number) => ({
    ...drawPlace(chance, `client ${number}`),
    plays: cases.flatMap(({ id, clients }, index) => (clients >= count || index % count === number ? [id] : [])),
  }));
}

interface ToPlay {
  readonly number: number;
  readonly hasTwoBuilds: boolean;
  /** Default: all of them. */
  readonly among?: readonly SimulatedScenario[];
}

export function drawCase(chance: Chance, { number, hasTwoBuilds, among = scenarios }: ToPlay): SimulatedCase {
  const { workflow, draw, isEndless } = chance.of(among);
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

export function drawFault(chance: Chance, places: readonly string[], leaseMs: number): Fault {
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
