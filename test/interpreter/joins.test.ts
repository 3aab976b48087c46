/** Forks open lanes, joins close them. */
import { CanceledError, ConcurrencyInvalidError } from '@waystone/core';
import type { ForkNode } from '@waystone/core/graph';
import { go, type Frame, type Program } from '@waystone/core/runtime';
import { describe, expect, test } from 'vitest';
import type { LaneOutcome } from '../../packages/engine/src/interpreter/event.js';
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
        mode: 'all',
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
    expect(next).toMatchObject({ kind: 'fork', concurrency: 2, mode: 'settled' });
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

interface JoinCase {
  readonly name: string;
  readonly shape: Shape;
  readonly outcomes: readonly LaneOutcome[];
  readonly firstFailed?: number;
  readonly gives: LaneOutcome;
}

const joins: readonly JoinCase[] = [
  { name: 'all, object', shape: { shape: 'object', mode: 'all' }, outcomes: [good(1), good(2)], gives: good({ b: 1, a: 2 }) },
  { name: 'all, array', shape: { shape: 'array', mode: 'all' }, outcomes: [good(1), good(undefined)], gives: good([1, undefined]) },
  { name: 'all, each', shape: { shape: 'each', mode: 'all' }, outcomes: [good(1), good(2), good(3)], gives: good([1, 2, 3]) },
  { name: 'all, one failed', shape: { shape: 'array', mode: 'all' }, outcomes: [canceled, bad('b')], firstFailed: 1, gives: bad('b') },
  { name: 'all, both failed', shape: { shape: 'array', mode: 'all' }, outcomes: [bad('a'), bad('b')], firstFailed: 1, gives: bad('b') },
  { name: 'all, canceled', shape: { shape: 'array', mode: 'all' }, outcomes: [good(1), canceled], gives: canceled },
  {
    name: 'settled, object',
    shape: { shape: 'object', mode: 'settled' },
    outcomes: [good(1), bad('x')],
    firstFailed: 1,
    gives: good({ b: { status: 'fulfilled', value: 1 }, a: { status: 'rejected', reason: 'x' } }),
  },
  {
    name: 'settled, each',
    shape: { shape: 'each', mode: 'settled' },
    outcomes: [bad('x')],
    firstFailed: 0,
    gives: good([{ status: 'rejected', reason: 'x' }]),
  },
  { name: 'settled, canceled', shape: { shape: 'each', mode: 'settled' }, outcomes: [bad('x'), canceled], firstFailed: 0, gives: canceled },
];

describe('a join', () => {
  for (const { name, shape, outcomes, firstFailed, gives } of joins) {
    test(name, () => {
      const sample = forking(shape);
      const forked = start(sample, { lanes: outcomes.map((_, n) => [n]) });
      const joined = step(sample, forked, { at: noon, kind: 'joined', outcomes, ...(firstFailed !== undefined && { firstFailed }) });
      expect(joined.next).toEqual({ kind: 'end', outcome: gives });
    });
  }

  test('keeps the order in which the lanes were written', () => {
    const sample = forking({ shape: 'object', mode: 'all' });
    const joined = step(sample, start(sample, { lanes: [[1], [2]] }), { at: noon, kind: 'joined', outcomes: [good(1), good(2)] });
    expect(
      joined.next.kind === 'end' && joined.next.outcome.status === 'completed' && Object.keys(joined.next.outcome.value as object),
    ).toEqual(['b', 'a']);
  });
});
