/** Other damaged and forged bytes in every run; `npm run fuzz` goes on for as long as one likes. */
import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { decode } from 'cbor-x';
import { createCodec } from '../../packages/engine/src/codec/index.js';
import { goldenSamples } from './golden-samples.js';
import { parse, print } from './fuzz/items.js';
import { play } from './fuzz/fuzz.js';

const codec = createCodec();
const payloads = Object.values(goldenSamples()).map((value) => Buffer.from(codec.seal(value)).subarray(8, -4));

test('the search reads and writes CBOR as it is', () => {
  for (const payload of payloads) {
    expect(print(parse(payload)).equals(payload)).toBe(true);
    expect(() => decode(payload)).not.toThrow();
  }
});

test('what was not sealed gives a value that comes back the same, or a named error', () => {
  const seed = randomInt(1_000_000_000);
  const verdicts = Array.from({ length: 4_000 }, (_, index) => play(seed + index));
  // Both sides of the reader are met.
  expect(verdicts.filter((verdict) => verdict === 'a value').length).toBeGreaterThan(200);
  expect(verdicts.filter((verdict) => verdict === 'an error').length).toBeGreaterThan(1_000);
});
