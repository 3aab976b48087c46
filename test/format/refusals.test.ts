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

test('a value that is too large says its size and the limit', () => {
  const small = createCodec({ maxBytes: 1000 });
  expect(() => small.seal('x'.repeat(2000), 'input')).toThrow(ValueTooLargeError);
  expect(() => small.seal('x'.repeat(2000), 'input')).toThrow('input takes at least 2001 bytes when stored, the limit is 1000');
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
