/** Small trees have a writer of their own: it writes what the longer way does, and its copies are what the reader gives. */
import { deepStrictEqual } from 'node:assert/strict';
import { Encoder } from 'cbor-x';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCodec } from '../../packages/engine/src/codec/index.js';
import { writeSmallTree } from '../../packages/engine/src/codec/small-trees.js';

const codec = createCodec();
const longer = new Encoder({ useRecords: false, variableMapSize: true });

const edges = [0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53, 2 ** 53 + 2, 2 ** 64, 1e21];
const numbers = fc.oneof(fc.constantFrom(...edges, ...edges.map((edge) => -1 - edge), 0.5, -0.1, Infinity, Number.NaN), fc.double());
/** Names that objects have of their own, and such as are put in another order. */
const oddNames = ['', '0', '-1', '01', '1.5', '4294967294', '4294967295', 'length', 'constructor', 'toString', 'toJSON', 'then'];
const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.nat(400).map((length) => 'aé😀'.repeat(length).slice(0, length)),
);
const names = fc.oneof(texts, fc.nat(30).map(String), fc.constantFrom(...oddNames));
/** What the longer way is for, though it looks like the rest. */
const unusual = { values: fc.constantFrom(-0, '\ud800', 'a\udc00'), names: fc.constantFrom('__proto__', '\ud800', 'a\udc00') };

/** Trees of these values, whose fields have these names. */
function trees(value: fc.Arbitrary<unknown>, name: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  return fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, value, tie('array'), tie('object')),
    array: fc.array(tie('tree'), { maxLength: 30 }),
    object: fc.dictionary(name, tie('tree'), { maxKeys: 30, noNullPrototype: true }),
  })).tree;
}

const plain = fc.oneof(texts, numbers, fc.boolean(), fc.constantFrom(null, undefined));
const tree = trees(plain, names);
const unusualTree = trees(fc.oneof(plain, unusual.values), fc.oneof(names, unusual.names));

/**
 * What was written and copied is the same as what the longer way gives; false: it was left to that. Not `toStrictEqual`, which takes
 * what a field `constructor` holds for the type.
 */
function isSame(value: unknown): boolean {
  const small = writeSmallTree(value);
  if (!small) return false;
  expect(Buffer.from(small.payload)).toEqual(Buffer.from(longer.encode(value)));
  deepStrictEqual(small.copy, readBack(value));
  return true;
}

/** What is as large as this takes the longer way. */
function readBack(value: unknown): unknown {
  return (codec.open(codec.seal({ value, large: 'x'.repeat(5_000) })) as { value: unknown }).value;
}

describe('a small tree', () => {
  test('has the bytes and the copy of the longer way', () => {
    let small = 0;
    const count = (value: unknown): void => {
      if (isSame(value)) small += 1;
    };
    fc.assert(fc.property(tree, count), { numRuns: 300 });
    expect(small).toBeGreaterThan(30);
  });

  test('or what only looks like one comes back as it was, by either way, its fields in their order', () => {
    const holds = (value: unknown): void => {
      isSame(value);
      const sealed = codec.seal(value);
      deepStrictEqual(codec.open(sealed), value);
      deepStrictEqual(readBack(value), value);
      expect(codec.seal(codec.open(sealed))).toEqual(sealed);
    };
    fc.assert(fc.property(unusualTree, holds), { numRuns: 300 });
  });

  test('is nearly everything', () => {
    for (const value of [undefined, null, 'a', 1, true, [], {}, { steps: 10, items: [{ name: 'ä'.repeat(100), price: 9.5 }] }])
      expect(writeSmallTree(value)).toBeDefined();
  });

  test('has a copy that shares nothing with it', () => {
    const value = { list: [{ n: 1 }] };
    const copy = writeSmallTree(value)?.copy as typeof value;
    (value.list[0] as { n: number }).n = 2;
    expect(copy).toEqual({ list: [{ n: 1 }] });
  });
});

describe('left to the longer way is', () => {
  const shared = { n: 1 };
  const cycle: Record<string, unknown> = {};
  cycle['itself'] = cycle;
  const others: Readonly<Record<string, unknown>> = {
    'negative zero': [-0],
    'a lone surrogate': '\ud800',
    'a lone surrogate in a key': { '\udc00': 1 },
    'a key __proto__': JSON.parse('{"__proto__": 1}'),
    'what is met again': [shared, shared],
    'a cycle': cycle,
    // oxlint-disable-next-line no-sparse-arrays -- holes are what is tested
    'an array with holes': [1, , 2],
    'an array with fields': Object.assign([1], { field: 2 }),
    'an object without a prototype': Object.create(null),
    'an object of a class': new (class Thing {})(),
    'many objects': Array.from({ length: 40 }, () => ({})),
    'a long text': 'x'.repeat(5_000),
    'a date': new Date(0),
    'a map': new Map(),
    'a bigint': 1n,
    bytes: new Uint8Array(1),
    'a function': () => {},
  };
  for (const [name, value] of Object.entries(others)) test(name, () => expect(writeSmallTree(value)).toBeUndefined());

  test('what is written while another one is', () => {
    let inner: unknown = 'nothing';
    const outer = {
      get field() {
        inner = writeSmallTree({ a: 1 });
        return 1;
      },
    };
    expect(writeSmallTree(outer)?.copy).toEqual({ field: 1 });
    expect(inner).toBeUndefined();
  });
});
