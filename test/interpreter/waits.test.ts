/** Sleeps and signals: when they end is fixed when they are reached. */
import { DurationInvalidError, InstantInvalidError, SignalTimeoutError } from '@waystone/core';
import type { Node } from '@waystone/core/graph';
import { go, type Frame, type Program } from '@waystone/core/runtime';
import { describe, expect, test } from 'vitest';
import { completed, failed, fulfilled, noon, program, rejected, start, step } from './support.js';

type Bare<N> = N extends Node ? Omit<N, 'keep' | 'then' | 'error'> : never;

/** Waits with the input as its option, and returns what it got or what it caught. */
function waiting(node: Bare<Node>): Program {
  return program({
    entry: 'run',
    nodes: { 'run/wait': { ...node, keep: [], then: 'run/then', error: 'run/catch' } },
    points: {
      run: { next: ['run/wait'], code: (_frame: Frame, input: unknown) => go('run/wait', input) },
      'run/then': { next: ['end'], code: (_frame: Frame, value: unknown) => go('end', ['got', value]) },
      'run/catch': { next: ['end'], code: (_frame: Frame, error: Error) => go('end', ['caught', error]) },
    },
  });
}

describe('sleep', () => {
  const sleeping = waiting({ kind: 'sleep', span: 'for' });
  const cases: readonly [duration: unknown, wakeAt: number][] = [
    [0, noon],
    [1500, noon + 1500],
    [0.2, noon + 1],
    [-5, noon],
    ['90s', noon + 90_000],
    ['1.5h', noon + 5_400_000],
    ['7 days', noon + 604_800_000],
    ['100y', noon + 3_155_760_000_000],
    [8.64e15, 8.64e15],
  ];
  for (const [duration, wakeAt] of cases) {
    test(`for ${String(duration)}`, () => expect(start(sleeping, duration).next).toEqual({ kind: 'sleep', wakeAt }));
  }

  test.each(['soon', '90', '', Number.NaN, Infinity, null, undefined, {}, 1n, 'x'.repeat(1000)])(
    'for %o is thrown into the flow',
    (wrong) => {
      expect(start(sleeping, wrong)).toEqual(completed(['caught', expect.any(DurationInvalidError)]));
    },
  );

  test('ends with nothing', () => expect(step(sleeping, start(sleeping, 5), fulfilled())).toEqual(completed(['got', undefined])));
});

describe('sleepUntil', () => {
  const sleeping = waiting({ kind: 'sleep', span: 'until' });
  test('an instant', () => expect(start(sleeping, 5).next).toEqual({ kind: 'sleep', wakeAt: 5 }));
  test('a date', () => expect(start(sleeping, new Date(noon + 1)).next).toEqual({ kind: 'sleep', wakeAt: noon + 1 }));
  for (const wrong of [new Date(Number.NaN), '2026-01-01', undefined, Infinity]) {
    test(`${String(wrong)} is thrown into the flow`, () => {
      expect(start(sleeping, wrong)).toEqual(completed(['caught', expect.any(InstantInvalidError)]));
    });
  }
});

describe('receive', () => {
  const receiving = waiting({ kind: 'signal', signal: 'approval', take: 'receive' });
  test('waits for ever by default', () => {
    for (const options of [undefined, {}, { timeout: undefined }])
      expect(start(receiving, options).next).toEqual({ kind: 'receive', signal: 'approval' });
  });
  test('gives up at its timeout', () => {
    expect(start(receiving, { timeout: '2d' }).next).toEqual({ kind: 'receive', signal: 'approval', wakeAt: noon + 172_800_000 });
  });
  test('gets a value', () => expect(step(receiving, start(receiving), fulfilled('yes'))).toEqual(completed(['got', 'yes'])));
  test('times out', () => {
    const timeout = new SignalTimeoutError('approval');
    expect(step(receiving, start(receiving, { timeout: 1 }), rejected(timeout))).toEqual(completed(['caught', timeout]));
  });
  test('an impossible timeout is thrown into the flow', () => {
    expect(start(receiving, { timeout: 'late' })).toEqual(completed(['caught', expect.any(DurationInvalidError)]));
  });
});

test('poll takes what is there now', () => {
  const polling = waiting({ kind: 'signal', signal: 'approval', take: 'poll' });
  expect(start(polling).next).toEqual({ kind: 'receive', signal: 'approval', wakeAt: noon });
  expect(step(polling, start(polling), fulfilled())).toEqual(completed(['got', undefined]));
});

test('an error that nothing catches fails the lane', () => {
  const bare = program({
    entry: 'run',
    nodes: { 'run/sleep': { kind: 'sleep', span: 'for', keep: [], then: 'end' } },
    points: { run: { next: ['run/sleep'], code: () => go('run/sleep', 'soon') } },
  });
  expect(start(bare)).toEqual(failed(expect.any(DurationInvalidError)));
});
