/** Rows travel to PostgreSQL as arrays; the same bytes come of them, whatever is alike in a column. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeArray } from '../../packages/engine/src/store/postgres/arrays.js';

type Value = string | number | Uint8Array | null;

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}

function element(value: Value): Buffer {
  if (value === null) return int32(-1);
  const bytes = typeof value === 'number' ? int64(value) : Buffer.from(value);
  return Buffer.concat([int32(bytes.length), bytes]);
}

/** As PostgreSQL's `array_send` writes it. */
function arrayOf(oid: number, values: readonly Value[]): Buffer {
  const header = [1, values.includes(null) ? 1 : 0, oid, values.length, 1].map(int32);
  return Buffer.concat([...header, ...values.map(element)]);
}

/** Columns in which nearly all are the same, some are, and none is. */
function columnsOf<V extends Value>(value: fc.Arbitrary<V>): fc.Arbitrary<(V | null)[]> {
  const some = fc.oneof(value, fc.constant(null));
  const same = fc.tuple(some, fc.integer({ min: 0, max: 300 })).map(([one, count]) => Array<V | null>(count).fill(one));
  return fc.oneof(
    same,
    fc.array(same, { maxLength: 4 }).map((parts) => parts.flat()),
    fc.array(some),
  );
}

const text = fc.string({ unit: 'binary' }).map((any) => any.replaceAll('\u0000', '').replaceAll('\u0001', ''));

test.each([
  ['integer', 20, columnsOf(fc.maxSafeInteger())],
  ['text', 25, columnsOf(text)],
  ['bytes', 17, columnsOf(fc.uint8Array())],
] as const)('columns of %s are written as PostgreSQL reads them', (type, oid, columns) => {
  fc.assert(
    fc.property(columns as fc.Arbitrary<readonly Value[]>, (values) => {
      expect(encodeArray(type, values).equals(arrayOf(oid, values))).toBe(true);
    }),
  );
});
