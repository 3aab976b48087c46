/** Forks open lanes, joins close them. */
import { CanceledError, ConcurrencyInvalidError, JoinOptionInvalidError } from '@waystone/core';
import type { ForkNode } from '@waystone/core/graph';
import { go, type Frame, type JoinTerms, type Program } from '@waystone/core/runtime';
import { describe, expect, test } from 'vitest';
import type { Event, LaneOutcome } from '../../packages/engine/src/interpreter/event.js';
import { joinLanes } from '../../packages/engine/src/interpreter/join-outcome.js';
import { advance } from '../../packages/engine/src/interpreter/advance.js';
import { completed, failed, fulfilled, noon, program, standing, start, step } from './support.js';

type Shape = Pick<ForkNode, 'shape' | 'mode'>;

/** Two lanes (or one per item) of which each adds `base`, a value of its surroundings, to its argument, by way of a task. */
function forking({ shape, mode }: Shape): Program {
  const lane = (key: string) => ({ key, entry: `run/lane-${key}`, keep: [0] });
  const keys = { object: ['b', 'a'], array: ['0', '1'], each: ['*'] }[shape];
  const points = keys.flatMap((key) => [
    [
      `run/lane-${key}`,
      {
        next: [`run/add-${key}`],
        code: (frame: Frame, [n]: [number]) => go(`run/add-${key}`, [frame['base'], n]),
      },
    ] as const,
    [`run/added-${key}`, { next: ['end'], code: (frame: Frame, sum: number) => go('end', [frame['base'], sum]) }] as const,
  ]);
  const tasks = keys.map((key) => [`run/add-${key}`, { kind: 'task', task: 'add', keep: [0], then: `run/added-${key}` }] as const);
  return program({
    entry: 'run',
    slots: ['base', 'after'],
    nodes: { 'run/fork': { kind: 'fork', shape, mode, lanes: keys.map(lane), keep: [1], then: 'end' }, ...Object.fromEntries(tasks) },
    points: {
      run: {
        next: ['run/fork'],
        code: (frame: Frame, value: unknown) => {
          frame['base'] = 100;
          frame['after'] = 'kept';
          return go('run/fork', value);
        },
      },
      ...Object.fromEntries(points),
    },
  });
}

describe('a fork', () => {
  test('opens its lanes in the order written, each with its arguments and what it reads', () => {
    const sample = forking({ shape: 'object', mode: 'all' });
    expect(start(sample, { lanes: [[1], [2]] })).toEqual({
      continuation: { node: 'run/fork', value: undefined, kept: { 1: 'kept' } },
      next: {
        kind: 'fork',
        rule: { failures: 1 },
        lanes: [
          { entry: { fork: 'run/fork', lane: 0 }, key: 'b', continuation: { node: '', value: [1], kept: { 0: 100 } } },
          { entry: { fork: 'run/fork', lane: 1 }, key: 'a', continuation: { node: '', value: [2], kept: { 0: 100 } } },
        ],
      },
      published: [],
      passed: [],
    });
  });

  test('over a list opens one lane per item', () => {
    const sample = forking({ shape: 'each', mode: 'settled' });
    const { next } = start(sample, { lanes: [[1], [2], [3]], concurrency: 2 });
    expect(next).toMatchObject({ kind: 'fork', concurrency: 2, rule: {} });
    expect(next.kind === 'fork' && next.lanes.map(({ key, entry }) => [key, entry.lane])).toEqual([
      ['0', 0],
      ['1', 0],
      ['2', 0],
    ]);
  });

  test('over an empty list goes on at once', () => {
    expect(start(forking({ shape: 'each', mode: 'all' }), { lanes: [] })).toEqual(completed([]));
    expect(start(forking({ shape: 'each', mode: 'settled' }), { lanes: [] })).toEqual(completed([]));
  });

  for (const concurrency of [0, -1, 1.5, Number.NaN, Infinity, '2', null]) {
    test(`with concurrency ${String(concurrency)} fails in the flow`, () => {
      const sample = forking({ shape: 'each', mode: 'all' });
      expect(start(sample, { lanes: [[1]], concurrency })).toEqual(failed(expect.any(ConcurrencyInvalidError)));
    });
  }

  test('a lane runs to its own end', () => {
    const sample = forking({ shape: 'array', mode: 'all' });
    const { next } = start(sample, { lanes: [[1], [2]] });
    const lane = next.kind === 'fork' ? next.lanes[1] : undefined;
    if (lane === undefined) throw new Error('there is no lane');
    const entered = advance(sample, {}, lane.entry, lane.continuation, { at: noon, kind: 'entered' });
    expect(standing(entered)).toEqual({ node: 'run/add-1', value: [100, 2], kept: { 0: 100 } });
    expect(step(sample, entered, fulfilled(102), lane.entry)).toEqual(completed([100, 102]));
  });
});

const good = (value: unknown): LaneOutcome => ({ status: 'completed', value });
const bad = (error: unknown): LaneOutcome => ({ status: 'failed', error });
const canceledError = new CanceledError();
const canceled: LaneOutcome = { status: 'canceled', error: canceledError };
const settledGood = (value: unknown) => ({ status: 'fulfilled', value });
const settledBad = (reason: unknown) => ({ status: 'rejected', reason });

interface JoinCase {
  readonly name: string;
  readonly shape: Shape;
  readonly terms?: JoinTerms;
  /** In the order written. */
  readonly outcomes: readonly LaneOutcome[];
  /** Positions in the order in which the lanes ended; default: as written. */
  readonly order?: readonly number[];
  readonly gives: LaneOutcome;
}

const object = (mode: Shape['mode']): Shape => ({ shape: 'object', mode });
const array = (mode: Shape['mode']): Shape => ({ shape: 'array', mode });
const each = (mode: Shape['mode']): Shape => ({ shape: 'each', mode });

const joins: readonly JoinCase[] = [
  { name: 'all, object', shape: object('all'), outcomes: [good(1), good(2)], gives: good({ b: 1, a: 2 }) },
  { name: 'all, array', shape: array('all'), outcomes: [good(1), good(undefined)], gives: good([1, undefined]) },
  { name: 'all, each', shape: each('all'), outcomes: [good(1), good(2), good(3)], gives: good([1, 2, 3]) },
  { name: 'all, one failed', shape: array('all'), outcomes: [canceled, bad('b')], gives: bad('b') },
  { name: 'all, both failed', shape: array('all'), outcomes: [bad('a'), bad('b')], order: [1, 0], gives: bad('b') },
  { name: 'all, canceled', shape: array('all'), outcomes: [good(1), canceled], gives: canceled },
  {
    name: 'settled, object',
    shape: object('settled'),
    outcomes: [good(1), bad('x')],
    gives: good({ b: settledGood(1), a: settledBad('x') }),
  },
  { name: 'settled, each', shape: each('settled'), outcomes: [bad('x')], gives: good([settledBad('x')]) },
  { name: 'settled, canceled', shape: each('settled'), outcomes: [bad('x'), canceled], gives: canceled },
  {
    name: 'settled, within what is tolerated',
    shape: each('settled'),
    terms: { tolerate: 1 },
    outcomes: [bad('x'), good(1)],
    gives: good([settledBad('x'), settledGood(1)]),
  },
  {
    name: 'settled, more failed than is tolerated',
    shape: each('settled'),
    terms: { tolerate: '25%' },
    outcomes: [bad('late'), bad('x'), canceled, bad('y')],
    order: [3, 1, 0, 2],
    gives: bad(new AggregateError(['x', 'y'], 'more lanes failed than are tolerated: 2 of 4 failed')),
  },
  { name: 'any, the first to succeed', shape: array('any'), outcomes: [good(1), good(2)], order: [1, 0], gives: good(2) },
  { name: 'any, after a failure', shape: array('any'), outcomes: [bad('a'), good(2)], gives: good(2) },
  { name: 'any, by name', shape: object('any'), outcomes: [canceled, good(2)], gives: good({ lane: 'a', value: 2 }) },
  {
    name: 'any, none succeeded',
    shape: each('any'),
    outcomes: [bad('a'), bad('b')],
    order: [1, 0],
    gives: bad(new AggregateError(['a', 'b'], 'All promises were rejected')),
  },
  { name: 'any, canceled', shape: each('any'), outcomes: [bad('a'), canceled], gives: canceled },
  { name: 'race, the first to end', shape: array('race'), outcomes: [good(1), bad('b')], gives: good(1) },
  { name: 'race, the first to fail', shape: array('race'), outcomes: [good(1), bad('b')], order: [1, 0], gives: bad('b') },
  { name: 'race, by name', shape: object('race'), outcomes: [good(undefined), canceled], gives: good({ lane: 'b', value: undefined }) },
  { name: 'race, canceled', shape: array('race'), outcomes: [canceled, canceled], gives: canceled },
  {
    name: 'atLeast, as soon as enough succeeded',
    shape: each('atLeast'),
    terms: { atLeast: 2 },
    outcomes: [good(1), bad('b'), good('late'), good(4), canceled],
    order: [1, 3, 0, 2, 4],
    gives: good([settledGood(1), settledBad('b'), { status: 'canceled' }, settledGood(4), { status: 'canceled' }]),
  },
  {
    name: 'atLeast, cannot be reached',
    shape: object('atLeast'),
    terms: { atLeast: 2 },
    outcomes: [canceled, bad('x')],
    gives: bad(new AggregateError(['x'], 'too few lanes can still succeed: 1 of 2 failed')),
  },
  { name: 'atLeast, canceled', shape: each('atLeast'), terms: { atLeast: 2 }, outcomes: [good(1), canceled], gives: canceled },
];

function joined(
  sample: Program,
  { outcomes, order = outcomes.map((_, position) => position), terms }: Omit<JoinCase, 'name' | 'gives'>,
): Event {
  const fork = sample.graph.nodes['run/fork'] as ForkNode;
  const ends = outcomes.map((outcome, position) => ({ position, ordinal: order.indexOf(position), outcome }));
  return { at: noon, kind: 'joined', outcome: joinLanes(fork, terms, ends).outcome };
}

describe('a join', () => {
  test.each(joins)('$name', ({ gives, ...how }) => {
    const sample = forking(how.shape);
    const forked = start(sample, { lanes: how.outcomes.map((_, n) => [n]), ...how.terms });
    expect(standing(forked).value).toEqual(how.terms);
    expect(step(sample, forked, joined(sample, how)).next).toEqual({ kind: 'end', outcome: gives });
  });

  test('keeps the order in which the lanes were written', () => {
    const sample = forking(object('all'));
    const outcomes = [good(1), good(2)];
    const { next } = step(sample, start(sample, { lanes: [[1], [2]] }), joined(sample, { shape: object('all'), outcomes, order: [1, 0] }));
    expect(next.kind === 'end' && next.outcome.status === 'completed' && Object.keys(next.outcome.value as object)).toEqual(['b', 'a']);
  });

  test('keeps the error of an any that has no lanes', () => {
    expect(start(forking(each('any')), { lanes: [] })).toEqual(failed(new AggregateError([], 'All promises were rejected')));
  });

  test('of no lanes in a race waits for ever, until it is canceled', () => {
    const sample = forking(each('race'));
    const forked = start(sample, { lanes: [] });
    expect(forked.next).toEqual({ kind: 'never' });
    expect(step(sample, forked, { at: noon, kind: 'rejected', error: canceledError }).next).toEqual({ kind: 'end', outcome: canceled });
  });

  test('is decided before a lane begins where there are too few', () => {
    const sample = forking(each('atLeast'));
    expect(start(sample, { lanes: [[1]], atLeast: 2 })).toEqual(
      failed(new AggregateError([], 'too few lanes can still succeed: 0 of 1 failed')),
    );
  });

  for (const [mode, terms] of [
    ['atLeast', { atLeast: 0 }],
    ['atLeast', { atLeast: 1.5 }],
    ['atLeast', {}],
    ['settled', { tolerate: -1 }],
    ['settled', { tolerate: '101%' }],
    ['settled', { tolerate: 'all' }],
    ['any', { tolerate: 1 }],
  ] as const) {
    test(`${mode} with ${JSON.stringify(terms)} fails in the flow`, () => {
      expect(start(forking(each(mode)), { lanes: [[1]], ...terms })).toEqual(failed(expect.any(JoinOptionInvalidError)));
    });
  }
});
