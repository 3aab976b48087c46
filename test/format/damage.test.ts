/** Bytes that are not what was sealed are a named error, never another exception. */
import {
  EnvelopeCodecError,
  EnvelopeCorruptError,
  EnvelopeError,
  EnvelopePayloadError,
  EnvelopeTrailingBytesError,
  EnvelopeTruncatedError,
  EnvelopeVersionError,
  NotAnEnvelopeError,
} from '@waystone/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCodec } from '../../packages/engine/src/codec/index.js';
import { wrap } from '../../packages/engine/src/codec/envelope.js';
import { inJson } from './fuzz/in-json.js';
import { flipped, inserted, removed, swapped } from './fuzz/mutate.js';
import { goldenSamples } from './golden-samples.js';

const codec = createCodec();
const envelopes = Object.values(goldenSamples()).map((value) => codec.seal(value));

function changed(at: number, to: number): Uint8Array {
  const envelope = Buffer.from(codec.seal({ a: 1 }));
  envelope[at] = to;
  return envelope;
}

describe('each kind of damage has its error', () => {
  const whole = codec.seal({ a: 1 });
  const cases: readonly [name: string, bytes: Uint8Array, errorClass: abstract new (...args: never[]) => Error, code: string][] = [
    ['nothing', new Uint8Array(0), EnvelopeTruncatedError, 'ENVELOPE_TRUNCATED'],
    ['half a header', whole.subarray(0, 5), EnvelopeTruncatedError, 'ENVELOPE_TRUNCATED'],
    ['half a payload', whole.subarray(0, 10), EnvelopeTruncatedError, 'ENVELOPE_TRUNCATED'],
    ['no checksum', whole.subarray(0, whole.length - 4), EnvelopeTruncatedError, 'ENVELOPE_TRUNCATED'],
    ['something else', Buffer.from('{"json": true, "long": "enough"}'), NotAnEnvelopeError, 'ENVELOPE_UNKNOWN'],
    ['a newer version', changed(2, 2), EnvelopeVersionError, 'ENVELOPE_VERSION'],
    ['another codec', changed(3, 9), EnvelopeCodecError, 'ENVELOPE_CODEC'],
    ['a changed byte', changed(9, 0xff), EnvelopeCorruptError, 'ENVELOPE_CORRUPT'],
    ['more bytes', Buffer.concat([whole, Buffer.from([0])]), EnvelopeTrailingBytesError, 'ENVELOPE_TRAILING_BYTES'],
    ['a payload that is no CBOR', wrap(Buffer.from([0xff, 0xff])), EnvelopePayloadError, 'ENVELOPE_PAYLOAD'],
    ['a payload with something after it', wrap(Buffer.from([0x01, 0x01])), EnvelopePayloadError, 'ENVELOPE_PAYLOAD'],
    ['an empty payload', wrap(new Uint8Array(0)), EnvelopePayloadError, 'ENVELOPE_PAYLOAD'],
    ['a payload that promises 2³² items', wrap(Buffer.from([0x9a, 0xff, 0xff, 0xff, 0xff])), EnvelopePayloadError, 'ENVELOPE_PAYLOAD'],
    ['a payload nested too deep', wrap(Buffer.alloc(1_000_000, 0x81)), EnvelopePayloadError, 'ENVELOPE_PAYLOAD'],
    ['a reference to nothing', wrap(Buffer.from('da5753000081da575300011863', 'hex')), EnvelopePayloadError, 'ENVELOPE_PAYLOAD'],
    ['a JSON payload that is none', inJson(Buffer.from('{"a":')), EnvelopePayloadError, 'ENVELOPE_PAYLOAD'],
    ['a JSON payload that is no UTF-8', inJson(Buffer.from([0x22, 0xff, 0x22])), EnvelopePayloadError, 'ENVELOPE_PAYLOAD'],
    ['part of a graph outside one', wrap(Buffer.from('81da5753000101', 'hex')), EnvelopePayloadError, 'ENVELOPE_PAYLOAD'],
    ['a tag that only libraries know', wrap(Buffer.from('d9dfff84190000816161190001', 'hex')), EnvelopePayloadError, 'ENVELOPE_PAYLOAD'],
    ['text that is no UTF-8', wrap(Buffer.from('62c328', 'hex')), EnvelopePayloadError, 'ENVELOPE_PAYLOAD'],
    ['a key that would be a prototype', wrap(Buffer.from('a1695f5f70726f746f5f5fa0', 'hex')), EnvelopePayloadError, 'ENVELOPE_PAYLOAD'],
    ['a shared value in itself', wrap(Buffer.from('d81c81d81d00', 'hex')), EnvelopePayloadError, 'ENVELOPE_PAYLOAD'],
    ['an unknown tag in a graph', wrap(Buffer.from('da5753000081da575300ff01', 'hex')), EnvelopePayloadError, 'ENVELOPE_PAYLOAD'],
  ];
  for (const [name, bytes, errorClass, code] of cases) {
    test(name, () => {
      expect(() => codec.open(bytes)).toThrow(errorClass);
      expect(() => codec.open(bytes)).toThrow(expect.objectContaining({ code }));
    });
  }
});

test('every truncation of every sample is an envelope error', () => {
  for (const envelope of envelopes) {
    for (let end = 0; end < envelope.length; end += 1) expect(() => codec.open(envelope.subarray(0, end))).toThrow(EnvelopeError);
  }
});

test('every flipped bit of every sample is an envelope error', () => {
  for (const envelope of envelopes) {
    for (let bit = 0; bit < envelope.length * 8; bit += 1) {
      expect(() => codec.open(flipped(Buffer.from(envelope), bit))).toThrow(EnvelopeError);
    }
  }
});

test('every byte that is removed, or comes in, or changes places with the next, is an envelope error', () => {
  for (const envelope of envelopes.map((each) => Buffer.from(each))) {
    for (let at = 0; at < envelope.length; at += 1) {
      expect(() => codec.open(removed(envelope, at))).toThrow(EnvelopeError);
      for (const byte of [0x00, 0xff, envelope[at] ?? 0])
        expect(() => codec.open(inserted(envelope, at, Buffer.of(byte)))).toThrow(EnvelopeError);
      const other = swapped(envelope, at, (at + 1) % envelope.length);
      if (!other.equals(envelope)) expect(() => codec.open(other)).toThrow(EnvelopeError);
    }
  }
});

test('one envelope after another is an envelope error', () => {
  const whole = envelopes.map((each) => Buffer.from(each));
  for (const one of whole) for (const other of whole) expect(() => codec.open(Buffer.concat([one, other]))).toThrow(EnvelopeError);
});

test('many flipped bits, and bytes far apart that change places, are an envelope error', () => {
  const bits = fc.uniqueArray(fc.nat(), { minLength: 2, maxLength: 64 });
  fc.assert(
    fc.property(fc.constantFrom(...envelopes), bits, fc.nat(), fc.nat(), (envelope, places, one, other) => {
      const whole = Buffer.from(envelope);
      const distinct = new Set(places.map((bit) => bit % (whole.length * 8)));
      expect(() => codec.open([...distinct].reduce(flipped, whole))).toThrow(EnvelopeError);
      const changedPlaces = swapped(whole, one % whole.length, other % whole.length);
      if (!changedPlaces.equals(whole)) expect(() => codec.open(changedPlaces)).toThrow(EnvelopeError);
    }),
    { numRuns: 2_000 },
  );
});

/** Opens bytes; what they hold is of no interest, only that nothing else than an envelope error is thrown. */
function tryOpen(bytes: Uint8Array): void {
  try {
    codec.open(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(EnvelopeError);
  }
}

test('a payload that is wrong but has the right checksum gives a value or an envelope error', () => {
  const payloads = envelopes.map((envelope) => envelope.subarray(8, envelope.length - 4));
  fc.assert(
    fc.property(fc.constantFrom(...payloads), fc.nat(), fc.nat(255), (payload, at, byte) => {
      const wrong = Buffer.from(payload);
      wrong[at % wrong.length] = byte;
      tryOpen(wrap(wrong));
    }),
    { numRuns: 3_000 },
  );
});

test('random payloads give a value or an envelope error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (payload) => tryOpen(wrap(payload))),
    { numRuns: 3_000 },
  );
});

test('a damaged envelope leaves the codec usable', () => {
  expect(() => codec.open(wrap(Buffer.from([0x9f])))).toThrow(EnvelopePayloadError);
  expect(codec.open(codec.seal({ fine: new Map([[1, -0]]) }))).toStrictEqual({ fine: new Map([[1, -0]]) });
});
