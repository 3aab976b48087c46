/** Continuations in bytes. */
import { ContinuationMismatchError, EnvelopeError, ValueNotStorableError } from '@waystone/core';
import { expect, test } from 'vitest';
import { createCodec } from '../../packages/engine/src/codec/index.js';
import { openContinuation, sealContinuation } from '../../packages/engine/src/interpreter/envelope.js';

const codec = createCodec();

test('comes back equal', () => {
  const continuation = { node: 'run/charge', value: [{ id: 1 }, undefined], kept: { 0: new Map([['a', 1n]]), 12: undefined } };
  expect(openContinuation(codec, 'run/charge', sealContinuation(codec, continuation, 'run/charge'))).toStrictEqual(continuation);
});

test('keeps what the value and the live values share', () => {
  const order = { id: 1 };
  const { value, kept } = openContinuation(codec, 'n', sealContinuation(codec, { node: 'n', value: [order], kept: { 3: order } }, 'n'));
  expect((value as unknown[])[0]).toBe(kept[3]);
});

test('names the path of what cannot be stored', () => {
  const seal = (): Uint8Array => sealContinuation(codec, { node: '', value: { items: [Symbol('s')] }, kept: {} }, 'input');
  expect(seal).toThrow(ValueNotStorableError);
  expect(seal).toThrow('input.items[0] is a symbol');
  const live = (): Uint8Array =>
    sealContinuation(codec, { node: 'run/a', value: 1, kept: { 2: { go() {} } } }, 'arguments', ['a', 'b', 'car']);
  expect(live).toThrow("car.go is a function and cannot be stored at 'run/a'");
});

test('something else in the envelope is a mismatch', () => {
  for (const value of [1, null, [], {}, { v: 1 }, { v: 1, k: [] }, { k: {} }]) {
    expect(() => openContinuation(codec, 'n', codec.seal(value))).toThrow(ContinuationMismatchError);
  }
  expect(() => openContinuation(codec, 'n', new Uint8Array([1, 2, 3]))).toThrow(EnvelopeError);
});
