/** How one lane moves: through code, tasks, errors and marks. */
import { CanceledError, ContinuationMismatchError, InvariantError, status } from '@waystone/core';
import { go, nameField, type Frame } from '@waystone/core/runtime';
import { describe, expect, test } from 'vitest';
import { completed, failed, fulfilled, mainLine, noon, program, rejected, standing, start, step } from './support.js';
import { advance } from '../../packages/engine/src/interpreter/advance.js';
import { atEntry } from '../../packages/engine/src/interpreter/continuation.js';

/** `const b = await this.double(input.a); return keep + b;` with a catch around it. */
const sample = program({
  entry: 'run',
  slots: ['keep', 'toString'],
  nodes: { 'run/double': { kind: 'task', task: 'double', keep: [0, 1], then: 'run/double/then', error: 'run/catch' } },
  points: {
    run: {
      next: ['run/double'],
      code: (frame: Frame, input: { a: number }) => {
        frame['keep'] = 10;
        return go('run/double', [input.a]);
      },
    },
    'run/double/then': { next: ['end'], error: 'run/catch', code: (frame: Frame, b: number) => go('end', sum(frame['keep'] as number, b)) },
    'run/catch': {
      next: ['end'],
      code: (_frame: Frame, error: Error) => {
        if (error.message === 'fatal') throw error;
        return go('end', `caught ${error.message}`);
      },
    },
  },
});

function sum(a: number, b: number): number {
  if (b < 0) throw new Error('negative');
  return a + b;
}

describe('a task', () => {
  test('is reached with its arguments and keeps what is live', () => {
    expect(start(sample, { a: 4 })).toEqual({
      continuation: { node: 'run/double', value: [4], kept: { 0: 10, 1: undefined } },
      next: { kind: 'perform', task: 'double' },
      published: [],
      passed: [],
    });
  });

  test('its result goes on', () => expect(step(sample, start(sample, { a: 4 }), fulfilled(8))).toEqual(completed(18)));
  test('its error goes to the error edge', () => {
    expect(step(sample, start(sample, { a: 4 }), rejected(new Error('down')))).toEqual(completed('caught down'));
  });
});

describe('errors', () => {
  test('a throw of code goes to its error edge', () => {
    expect(step(sample, start(sample, { a: 4 }), fulfilled(-1))).toEqual(completed('caught negative'));
  });

  test('a throw with no edge fails the lane', () => {
    const fatal = new Error('fatal');
    expect(step(sample, start(sample, { a: 4 }), rejected(fatal))).toEqual(failed(fatal));
    const { next } = start(sample, null);
    expect(next).toMatchObject({ kind: 'end', outcome: { status: 'failed', error: expect.any(TypeError) } });
  });

  test('anything can be thrown', () => {
    const throwing = program({
      entry: 'run',
      nodes: {},
      points: {
        run: {
          next: ['end'],
          code: () => {
            throw undefined;
          },
        },
      },
    });
    expect(start(throwing)).toEqual(failed(undefined));
  });

  test('an uncaught cancel ends the lane as canceled', () => {
    const plain = program({
      entry: 'run',
      nodes: { 'run/a': { kind: 'task', task: 'a', keep: [], then: 'end' } },
      points: { run: { next: ['run/a'], code: () => go('run/a', []) } },
    });
    const error = new CanceledError();
    expect(step(plain, start(plain), rejected(error)).next).toEqual({ kind: 'end', outcome: { status: 'canceled', error } });
  });

  test('a lane that is rejected before it ran ends at once', () => {
    const error = new CanceledError();
    const { next } = advance(sample, {}, mainLine, { node: atEntry, value: 1, kept: {} }, rejected(error));
    expect(next).toEqual({ kind: 'end', outcome: { status: 'canceled', error } });
  });
});

describe('a loop', () => {
  const counting = program({
    entry: 'run',
    slots: ['n'],
    nodes: { 'run/tick': { kind: 'task', task: 'tick', keep: [0], then: 'run/next' } },
    points: {
      run: {
        next: ['run/loop'],
        code: (frame: Frame) => {
          frame['n'] = 0;
          return go('run/loop');
        },
      },
      'run/loop': {
        mark: { kind: 'loop', label: 'run' },
        next: ['run/tick', 'end'],
        code: (frame: Frame) => ((frame['n'] as number) < 2 ? go('run/tick', [frame['n']]) : go('end', frame['n'])),
      },
      'run/next': {
        next: ['run/loop'],
        code: (frame: Frame) => {
          frame['n'] = (frame['n'] as number) + 1;
          return go('run/loop');
        },
      },
    },
  });

  test('carries its values in the continuation', () => {
    const first = start(counting);
    const second = step(counting, first, fulfilled());
    expect([first, second].map(standing)).toEqual([
      { node: 'run/tick', value: [0], kept: { 0: 0 } },
      { node: 'run/tick', value: [1], kept: { 0: 1 } },
    ]);
    expect(step(counting, second, fulfilled()).next).toEqual({ kind: 'end', outcome: { status: 'completed', value: 2 } });
  });

  test('tells that it was passed', () => {
    expect(start(counting).passed).toEqual([{ point: 'run/loop', mark: { kind: 'loop', label: 'run' } }]);
  });
});

describe('statuses', () => {
  const stage = status<unknown>('new');
  nameField(stage, 'stage');
  const list = [1];
  const publishing = program({
    entry: 'run',
    nodes: {},
    points: {
      run: {
        next: ['end'],
        code: () => {
          stage.set('begun');
          stage.set(list);
          list.push(2);
          return go('end');
        },
      },
    },
  });

  test('are collected in order, as they were when they were set', () => {
    expect(start(publishing).published).toEqual([
      { status: 'stage', value: 'begun' },
      { status: 'stage', value: [1] },
    ]);
  });

  test('what cannot be stored is for whoever commits the step to refuse', () => {
    const secret = { run() {} };
    const unstorable = program({
      entry: 'run',
      nodes: {},
      points: {
        run: {
          next: ['end'],
          code: () => {
            stage.set(secret);
            return go('end');
          },
        },
      },
    });
    expect(start(unstorable).published).toEqual([{ status: 'stage', value: secret }]);
  });
});

describe('bugs are not the author’s', () => {
  test('code that goes where its graph does not say', () => {
    const astray = program({
      entry: 'run',
      nodes: {},
      points: { run: { next: ['end'], code: () => go('nowhere') } },
    });
    expect(() => start(astray)).toThrow(InvariantError);
  });

  test('a continuation that does not fit', () => {
    const misplaced = { node: 'run/gone', value: [], kept: {} };
    const wrongSlots = { node: 'run/double', value: [], kept: { 0: 1 } };
    for (const continuation of [misplaced, wrongSlots]) {
      expect(() => advance(sample, {}, mainLine, continuation, fulfilled())).toThrow(ContinuationMismatchError);
    }
  });

  test('an event that cannot happen there', () => {
    expect(() => step(sample, start(sample, { a: 1 }), { at: noon, kind: 'joined', outcome: { value: [] } })).toThrow(InvariantError);
    expect(() => step(sample, start(sample, { a: 1 }), { at: noon, kind: 'entered' })).toThrow(InvariantError);
  });
});

test('code runs with the author’s instance as this', () => {
  const reading = program({
    entry: 'run',
    nodes: {},
    points: {
      run: {
        next: ['end'],
        code: function read(this: { limit: number }) {
          return go('end', this.limit);
        },
      },
    },
  });
  expect(start(reading, undefined, { limit: 7 })).toEqual(completed(7));
});
