/** Values that JSON has no form for. */
import { expect, test } from 'vitest';
import { formatJson, toJson } from '../../packages/cli/src/terminal/json.js';

const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;
const shared = { a: 1 };

test.each([
  ['text', 'text'],
  [undefined, null],
  [{ left: undefined, kept: null }, { kept: null }],
  [Number.NaN, 'NaN'],
  [-Infinity, '-Infinity'],
  [2n ** 70n, '1180591620717411303424'],
  [new Date(0), '1970-01-01T00:00:00.000Z'],
  [new Date(Number.NaN), 'Invalid Date'],
  [new Map<unknown, unknown>([[1, new Set(['a'])]]), [[1, ['a']]]],
  [new Uint8Array([1, 2, 3]), 'AQID'],
  [new Uint8Array([0, 1, 2]).subarray(1), 'AQI='],
  [new ArrayBuffer(1), 'AA=='],
  [new Float32Array([0.5]), [0.5]],
  [new BigInt64Array([7n]), ['7']],
  [new URL('https://example.org/a'), 'https://example.org/a'],
  [/a+/g, '/a+/g'],
  [cyclic, { self: '[Circular]' }],
  [
    [shared, shared],
    [{ a: 1 }, { a: 1 }],
  ],
  [Symbol('s'), 'Symbol(s)'],
])('%o becomes %o', (value, json) => expect(toJson(value)).toEqual(json));

test('errors keep name, message, stack, cause and their fields', () => {
  const error = Object.assign(new RangeError('too far', { cause: new Error('wind') }), { meters: 3, stack: 'at here' });
  expect(toJson(error)).toMatchObject({ name: 'RangeError', message: 'too far', stack: 'at here', meters: 3, cause: { message: 'wind' } });
});

test('text is indented', () => expect(formatJson({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}'));

test('what is very deep ends somewhere', () => {
  let list: unknown = 'bottom';
  for (let depth = 0; depth < 100_000; depth += 1) list = { next: list };
  expect(formatJson(list)).toContain('[Deep]');
});

test('what holds the same twice at each of 100 levels ends somewhere', () => {
  let pair: unknown = [];
  for (let level = 0; level < 100; level += 1) pair = [pair, pair];
  expect(formatJson(pair)).toContain('[Repeated]');
});
