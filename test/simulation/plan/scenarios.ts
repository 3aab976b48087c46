/**
 * What instances are started with, and what must come of them.
 *
 * Always: the outcome that is expected follows from the input alone.
 */
import type { Draft } from '../../chaos/scenarios/scenario.js';
import type { Chance } from '../../support/chance.js';
import { randomWorkflow } from '../random-program.js';
import type { Family } from '../workflows/family.workflow.js';
import type { Lanes } from '../workflows/lanes.workflow.js';
import type { Transfer } from '../workflows/transfer.workflow.js';

/** An instance as it is asked for. */
export interface SimulatedDraft extends Draft {
  /** What its statuses say once it has completed. Default: nothing is known of them. */
  readonly statuses?: Readonly<Record<string, unknown>>;
  /** What comes of it if it is canceled is anybody's guess. */
  readonly isUncancelable?: true;
}

export interface SimulatedScenario {
  readonly workflow: string;
  readonly draw: (chance: Chance) => SimulatedDraft;
  /** It ends when it is canceled, and not before. */
  readonly isEndless?: true;
  /** The first layout that has room for what it does. Default: the first one. */
  readonly since?: number;
}

/** Joins that so many successes decide. */
const decidedForks = 2;
const children = 4;

function completed(value: unknown): Draft['outcomes'] {
  return [{ end: 'completed', value }];
}

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

export const lanes: SimulatedScenario = {
  workflow: 'lanes',
  since: decidedForks,
  draw(chance) {
    const naps = upTo(chance.between(1, 4)).map(() => chance.below(400));
    const turns = chance.between(1, 4);
    const concurrency = chance.between(1, naps.length);
    const sum = turns * (turns - 1);
    const value = [naps.map(() => true), 'fulfilled', 'rejected', 'fulfilled', 'task', ['fulfilled', 'fulfilled', 'canceled'], sum];
    return {
      input: { naps, turns, concurrency } satisfies Lanes,
      signals: [],
      outcomes: completed(value),
      mostLanes: Math.max(naps.length, 3) + 1,
      statuses: { stage: 'done' },
    };
  },
};

const letters: SimulatedScenario = {
  workflow: 'letters',
  draw(chance) {
    const count = chance.between(1, 4);
    const numbers = upTo(count);
    const parcels = ['brown', 'white'];
    return {
      input: count,
      signals: [...numbers.map((value) => ({ name: 'letter', value })), ...parcels.map((value) => ({ name: 'parcel', value }))],
      outcomes: completed([numbers, parcels, true]),
      mostLanes: 3,
      statuses: { filed: count },
    };
  },
};

const family: SimulatedScenario = {
  workflow: 'family',
  since: children,
  draw(chance) {
    const numbers = upTo(chance.between(1, 3));
    const fails = chance.happens(0.5);
    const last = fails ? 'less than nothing' : '14';
    return {
      input: { children: numbers, fails } satisfies Family,
      signals: [],
      outcomes: completed([numbers.map((number) => number * 2), last]),
      mostLanes: numbers.length + 1,
    };
  },
};

const transfer: SimulatedScenario = {
  workflow: 'transfer',
  draw(chance) {
    const isRefused = chance.happens(0.2);
    const cents = isRefused ? 10_000_000 : chance.between(1, 100);
    const [from, to] = chance.of([
      ['ann', 'bob'],
      ['bob', 'eve'],
      ['eve', 'ann'],
    ] as const);
    return {
      input: { from, to, cents } satisfies Transfer,
      signals: [],
      outcomes: completed(isRefused ? 'refused' : 'moved'),
      mostLanes: 1,
      onlyOnce: true,
    };
  },
};

const guard: SimulatedScenario = {
  workflow: 'guard',
  isEndless: true,
  draw(chance) {
    return { input: upTo(chance.between(1, 3)).map(String), signals: [], outcomes: [{ end: 'canceled' }], mostLanes: 4 };
  },
};

const progress: SimulatedScenario = {
  workflow: 'progress',
  draw(chance) {
    const turns = chance.between(1, 3);
    return {
      input: turns,
      signals: [],
      outcomes: completed(turns * (turns - 1)),
      mostLanes: 1,
      statuses: { progress: 'between' },
    };
  },
};

export const drafts: SimulatedScenario = {
  workflow: 'drafts',
  draw(chance) {
    const pages = chance.between(1, 6);
    return {
      input: pages,
      signals: [],
      outcomes: completed(pages * (pages + 1)),
      mostLanes: 1,
      statuses: { written: pages },
    };
  },
};

const mail: SimulatedScenario = {
  workflow: 'mail',
  since: decidedForks,
  draw(chance) {
    const numbers = upTo(chance.between(1, 4));
    const signals = numbers.map((value) => ({ name: 'letter', value }));
    return { input: numbers.length, signals, outcomes: completed(numbers), mostLanes: 3 };
  },
};

/** What must come of it the plain run says. */
const random: SimulatedScenario = {
  workflow: randomWorkflow,
  draw: (chance) => ({ input: chance.of([0, 7]), signals: [], outcomes: [], mostLanes: 100, isUncancelable: true }),
};

export const scenarios: readonly SimulatedScenario[] = [lanes, letters, family, transfer, guard, progress, random];

/** Drawn where a plan is aimed at something. */
export const aimedScenarios: readonly SimulatedScenario[] = [...scenarios.filter((one) => one !== random), drafts, drafts, mail, mail];
