/** What cannot come back equal is refused, with its path. */
import { ValueNotStorableError, ValueTooLargeError } from '@waystone/core';
import { describe, expect, test } from 'vitest';
import { createCodec } from '../../packages/engine/src/codec/index.js';

const codec = createCodec();

class Price {
  constructor(readonly amount: number) {}
}

function refusal(value: unknown, root = 'input'): ValueNotStorableError {
  try {
    codec.seal(value, root);
  } catch (error) {
    if (error instanceof ValueNotStorableError) return error;
    throw error;
  }
  throw new Error('it was stored');
}

const found: readonly [name: string, value: unknown, found: string][] = [
  ['a function', () => {}, 'a function'],
  ['a class', Price, 'a function'],
  ['a symbol', Symbol('s'), 'a symbol'],
  ['a promise', Promise.resolve(), 'a promise'],
  ['an instance', new Price(1), 'an instance of Price'],
  ['a subclass of an array', new (class Prices extends Array {})(), 'an instance of Prices'],
  ['a weak map', new WeakMap(), 'a WeakMap'],
  ['an iterator', [1][Symbol.iterator](), 'an iterator'],
  ['shared memory', new SharedArrayBuffer(1), 'a SharedArrayBuffer'],
  ['a boxed number', Object(1), 'an instance of Number'],
  ['a false date', Object.create(Date.prototype), 'an instance of Date'],
  ['a false map', Object.create(Map.prototype), 'an instance of Map'],
  ['a false url', Object.create(URL.prototype), 'an instance of URL'],
];

describe('what is found', () => {
  for (const [name, value, text] of found) {
    test(name, () => expect(refusal(value)).toMatchObject({ code: 'VALUE_NOT_STORABLE', path: 'input', found: text }));
  }
});

const paths: readonly [value: unknown, path: string][] = [
  [{ items: [{}, {}, {}, { price: new Price(1) }] }, 'input.items[3].price'],
  [{ 'a b': { run() {} } }, 'input["a b"].run'],
  [{ prices: new Map([['A-100', new Price(1)]]) }, 'input.prices.get("A-100")'],
  [{ prices: new Map([[new Price(1), 1]]) }, 'input.prices.keys()[0]'],
  [{ prices: new Map([[{}, new Set([new Map([[1, new Price(1)]])])]]) }, 'input.prices.values()[0].values()[0].get(1)'],
  [Object.assign([1], { by: new Price(1) }), 'input.by'],
  [[new Set([1, Symbol('s')])], 'input[0].values()[1]'],
  [[-0, [, () => {}]], 'input[1][1]'],
  [{ a: Object.assign(Object.create(null), { b: Symbol('s') }) }, 'input.a.b'],
];

describe('where it is found', () => {
  for (const [value, path] of paths) test(path, () => expect(refusal(value).path).toBe(path));

  test('the root is named by the caller', () =>
    expect(refusal([() => {}], 'result of run/charge').message).toContain('result of run/charge[0] is a function'));

  test('behind a cycle', () => {
    const round: Record<string, unknown> = {};
    round['self'] = round;
    round['late'] = () => {};
    expect(refusal(round).path).toBe('input.late');
  });

  test('very deep', () => {
    let value: unknown = () => {};
    for (let depth = 0; depth < 20_000; depth += 1) value = [value];
    expect(refusal(value).path).toBe(`input${'[0]'.repeat(20_000)}`);
  });
});

test('what throws when it is read', () => {
  const bad = (): never => {
    throw new Error('not now');
  };
  const getter = Object.defineProperty({}, 'price', { get: bad, enumerable: true });
  expect(refusal({ getter })).toMatchObject({
    path: 'input.getter',
    found: 'an instance of Object that throws Error: not now when it is read',
  });
  expect(refusal([new Proxy({}, { getPrototypeOf: bad })])).toMatchObject({
    path: 'input[0]',
    found: 'a proxy that throws Error: not now when it is read',
  });
});

test('among more elements than a call takes arguments', () =>
  expect(refusal([...new Array<number>(300_000).fill(0), () => {}])).toMatchObject({ path: 'input[300000]', found: 'a function' }));

test('more objects than a value may hold', () => {
  const value = Array.from({ length: 524_288 }, () => ({}));
  expect(() => codec.seal(value, 'input')).toThrow(ValueTooLargeError);
  expect(() => codec.seal(value, 'input')).toThrow('input holds at least 524289 objects, the limit is 524288');
});

test('a text that is held so often that its bytes would not fit is refused before they are made', () =>
  expect(() => codec.seal(new Array(10_000).fill('x'.repeat(1_000_000)), 'input')).toThrow('input takes at least'));

test('a value that is too large says its size and the limit', () => {
  const small = createCodec({ maxBytes: 1000 });
  expect(() => small.seal('x'.repeat(2000), 'input')).toThrow(ValueTooLargeError);
  expect(() => small.seal('x'.repeat(2000), 'input')).toThrow(/input takes at least 20\d\d bytes when stored, the limit is 1000/);
  expect(small.open(small.seal('x'.repeat(900)))).toBe('x'.repeat(900));
});

test('getters are read', () => {
  const value = {
    get price() {
      return 5;
    },
  };
  expect(codec.open(codec.seal(value))).toStrictEqual({ price: 5 });
});

test('symbol keys and properties that are not listed are not part of a value', () => {
  const value = Object.defineProperty({ [Symbol('s')]: 1, a: 2 }, 'hidden', { value: 3, enumerable: false });
  expect(codec.open(codec.seal(value))).toStrictEqual({ a: 2 });
});
