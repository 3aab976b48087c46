/** Whatever can be stored comes back equal. */
import { CanceledError, InvariantError, SignalTimeoutError, WaystoneError } from '@waystone/core';
import { decode } from 'cbor-x';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCodec } from '../../packages/engine/src/codec/index.js';

const codec = createCodec();
const again = <T>(value: T): T => codec.open(codec.seal(value)) as T;

/** What one who goes on with the value gets, after the value was changed. */
const copied = <T extends object>(value: T): T => {
  const { envelope, copy } = codec.sealAndCopy(value);
  (value as Record<string, unknown>)['changed'] = true;
  const got = (copy ?? codec.open(envelope)) as T;
  delete (value as Record<string, unknown>)['changed'];
  return got;
};

const samples: Readonly<Record<string, unknown>> = {
  undefined: undefined,
  null: null,
  'negative zero': -0,
  NaN: Number.NaN,
  infinity: [Infinity, -Infinity],
  'integers at the edges': [0, 23, 24, 255, 256, 65535, 65536, 2 ** 31, 2 ** 32, 2 ** 53, -1, -24, -25, -(2 ** 31), -(2 ** 32), -(2 ** 53)],
  fractions: [0.1, -1.5, 1e-300, 1.7976931348623157e308, 5e-324],
  'small bigints': [0n, 1n, -1n, 2n ** 63n, 2n ** 64n - 1n, -(2n ** 64n) + 1n],
  'large bigints': [2n ** 64n, -(2n ** 64n), 10n ** 400n, -(10n ** 400n)],
  text: ['', 'plain', 'ünïcödé', '𝒳 and 😀', '\u0000'],
  'lone surrogates': ['\ud800', 'a\udc00b', '\udc00\ud800'],
  dates: [new Date(0), new Date(1_700_000_000_123), new Date(-1), new Date(8.64e15), new Date(-8.64e15)],
  'an invalid date': new Date(Number.NaN),
  'undefined in places': { a: undefined, b: [undefined, 1] },
  'odd keys': { '': 1, 'a b': 2, '\ud800': 3, 7: 4, constructor: 5, hasOwnProperty: 6, toString: 7, toJSON: 8, length: 9 },
  'a key __proto__': JSON.parse('{"__proto__": {"polluted": true}, "b": 1}'),
  'no prototype': Object.assign(Object.create(null), { a: 1, b: { c: 2 } }),
  map: new Map<unknown, unknown>([
    ['a', 1],
    [1, 'one'],
    [{ key: true }, new Map([[null, -0]])],
  ]),
  set: new Set<unknown>([1, 'a', new Set([undefined])]),
  'typed arrays': [
    new Uint8Array([1, 2, 255]),
    new Uint8ClampedArray([1, 2]),
    new Uint16Array([1, 65535]),
    new Uint32Array([1, 2 ** 32 - 1]),
    new BigUint64Array([2n ** 64n - 1n]),
    new Int8Array([-1]),
    new Int16Array([-2]),
    new Int32Array([-3]),
    new BigInt64Array([-4n]),
    new Float32Array([1.5, -0]),
    new Float64Array([Math.PI, Number.NaN]),
    new Uint8Array(0),
  ],
  buffer: Buffer.from('waystone'),
  'array buffer': new Uint8Array([1, 2, 3]).buffer,
  'data view': new DataView(new Uint8Array([1, 2, 3]).buffer, 1),
  regexp: [/a+b/giu, /\//, new RegExp('\ud83d\ude00', 'u')],
  url: new URL('https://example.org/a?b=c#d'),
  // oxlint-disable-next-line no-sparse-arrays -- holes are what is tested
  'sparse array': [1, , 3, , ,],
  'only holes': new Array(5),
  'a match': /b(?<name>c)/.exec('abcd'),
};

test('a regular expression goes on where it was', () => {
  const pattern = /a/g;
  pattern.exec('banana');
  expect(again(pattern).lastIndex).toBe(2);
  expect(again(/a/g).lastIndex).toBe(0);
});

describe('values come back equal', () => {
  for (const [name, value] of Object.entries(samples)) {
    test(name, () => expect(again({ value })).toStrictEqual({ value }));
    test(`${name}, alone`, () => expect(again(value)).toStrictEqual(value));
    test(`${name}, copied`, () => expect(copied({ value })).toStrictEqual({ value }));
  }

  test('negative zero is told from zero', () => expect(Object.is(again(-0), -0)).toBe(true));
  test('a hole is told from undefined', () => expect(1 in again(samples['sparse array'] as unknown[])).toBe(false));
  test('an own key __proto__ stays one', () =>
    expect(Object.keys(again(samples['a key __proto__'] as object))).toEqual(['__proto__', 'b']));
  test('a buffer is told from bytes', () => {
    expect(Buffer.isBuffer(again(Buffer.from('a')))).toBe(true);
    expect(Buffer.isBuffer(again(new Uint8Array(1)))).toBe(false);
    expect(Buffer.isBuffer(again([-0, new Uint8Array(1)])[1])).toBe(false);
  });
  test('properties come back in order', () => expect(Object.keys(again({ z: 1, a: 2, [-1]: 3, b: -0 }))).toEqual(['z', 'a', '-1', 'b']));
});

describe('sharing and cycles', () => {
  test('what was shared is shared', () => {
    const shared = { n: 1 };
    const { a, b, list } = again({ a: shared, b: shared, list: [shared] });
    expect(a).toBe(b);
    expect(list[0]).toBe(a);
  });

  test('equal values that are not shared stay apart', () => {
    const { a, b } = again({ a: { n: 1 }, b: { n: 1 } });
    expect(a).not.toBe(b);
  });

  test('cycles through objects, arrays, maps, sets and errors close', () => {
    const object: Record<string, unknown> = {};
    object['array'] = [object];
    object['map'] = new Map([[object, object]]);
    object['set'] = new Set([object]);
    object['error'] = Object.assign(new Error('round'), { object });
    object['bare'] = Object.assign(Object.create(null) as object, { object });
    const copy = again(object);
    expect((copy['array'] as unknown[])[0]).toBe(copy);
    expect((copy['map'] as Map<unknown, unknown>).get(copy)).toBe(copy);
    expect((copy['set'] as Set<unknown>).has(copy)).toBe(true);
    expect((copy['error'] as { object?: unknown }).object).toBe(copy);
    expect((copy['bare'] as { object?: unknown }).object).toBe(copy);
  });

  test('a value that holds itself', () => {
    const list: unknown[] = [];
    list.push(list);
    const copy = again(list);
    expect(copy[0]).toBe(copy);
  });

  test('shared dates, buffers and urls', () => {
    const date = new Date(5);
    const url = new URL('https://example.org');
    const bytes = Buffer.from('x');
    const copy = again([date, date, url, url, bytes, bytes]);
    expect(copy[0]).toBe(copy[1]);
    expect(copy[2]).toBe(copy[3]);
    expect(copy[4]).toBe(copy[5]);
  });

  test('more shared objects than 16 bits can number', () => {
    const objects = Array.from({ length: 70_000 }, (_, n) => ({ n }));
    const [first, second] = again([objects, [...objects]]);
    expect(second?.[69_999]).toBe(first?.[69_999]);
    expect(first?.[69_999]).toEqual({ n: 69_999 });
  });

  test('any depth', () => {
    let list: unknown = 'bottom';
    for (let depth = 0; depth < 100_000; depth += 1) list = [list];
    let copy = again(list);
    for (let depth = 0; depth < 100_000; depth += 1) copy = (copy as unknown[])[0];
    expect(copy).toBe('bottom');
  });
});

class PaymentDeclined extends Error {
  override readonly name = 'PaymentDeclined';
  readonly reason: string;
  constructor(reason: string, options?: ErrorOptions) {
    super(`declined: ${reason}`, options);
    this.reason = reason;
  }
}

class CardDeclined extends PaymentDeclined {}

describe('errors', () => {
  const app = createCodec({ errors: { PaymentDeclined } });
  const throughApp = <T>(value: T): T => app.open(app.seal(value)) as T;

  test('class, name, message, stack, cause and fields are kept', () => {
    const error = new PaymentDeclined('no funds', { cause: new TypeError('inner') });
    const copy = throughApp(error);
    expect(copy).toBeInstanceOf(PaymentDeclined);
    expect(copy.name).toBe('PaymentDeclined');
    expect(copy.message).toBe('declined: no funds');
    expect(copy.stack).toBe(error.stack);
    expect(copy.reason).toBe('no funds');
    expect(copy.cause).toBeInstanceOf(TypeError);
    expect(Object.keys(copy)).toEqual(Object.keys(error));
  });

  test('a class that is not known gives the nearest that is, with its name', () => {
    const copy = throughApp(new CardDeclined('stolen'));
    expect(copy).toBeInstanceOf(PaymentDeclined);
    expect(again(new PaymentDeclined('x'))).toBeInstanceOf(Error);
    expect(again(new PaymentDeclined('x')).name).toBe('PaymentDeclined');
  });

  test('the errors of JavaScript', () => {
    for (const error of [new TypeError('a'), new RangeError('b'), new SyntaxError('c'), new URIError('d'), new EvalError('e')]) {
      expect(again(error).constructor).toBe(error.constructor);
      expect(again(error).message).toBe(error.message);
    }
    const several = again(new AggregateError([new Error('one'), 'two'], 'both'));
    expect(several).toBeInstanceOf(AggregateError);
    expect(several.errors[0]).toBeInstanceOf(Error);
    expect(several.errors[1]).toBe('two');
  });

  test('an abort whose message is no text that UTF-8 has', () => expect(again(new DOMException('\ud800', 'X')).message).toBe('\ud800'));

  test('an abort', () => {
    const error = AbortSignal.abort().reason as DOMException;
    const copy = again(error);
    expect(copy).toBeInstanceOf(DOMException);
    expect([copy.name, copy.message, copy.code, copy.stack]).toEqual([error.name, error.message, error.code, error.stack]);
  });

  test("Waystone's own", () => {
    const timeout = again(new SignalTimeoutError('approval'));
    expect(timeout).toBeInstanceOf(SignalTimeoutError);
    expect(timeout).toBeInstanceOf(WaystoneError);
    expect([timeout.code, timeout.signal, timeout.retryable]).toEqual(['SIGNAL_TIMEOUT', 'approval', false]);
    expect(again(new CanceledError())).toBeInstanceOf(CanceledError);
    expect(again(new InvariantError('x'))).toBeInstanceOf(InvariantError);
  });

  test('a field that cannot be stored is left out, the rest stays', () => {
    const error = Object.assign(new Error('socket hang up', { cause: () => {} }), { code: 'ECONNRESET', request: { send() {} } });
    const copy = again(error);
    expect(copy.message).toBe('socket hang up');
    expect({ ...copy }).toEqual({ code: 'ECONNRESET' });
    expect('cause' in copy).toBe(false);
  });

  test('errors can hold each other', () => {
    const a = new Error('a');
    const b = new Error('b', { cause: a });
    a.cause = b;
    const copy = again(a);
    expect((copy.cause as Error).cause).toBe(copy);
  });

  test('an error is an error to the machine', () =>
    expect(Object.prototype.toString.call(again(new TypeError('x')))).toBe('[object Error]'));
});

describe('memory', () => {
  test('an envelope is a copy', () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const envelope = codec.seal(bytes);
    bytes.fill(9);
    codec.seal({ other: 'value' });
    expect(codec.open(envelope)).toEqual(new Uint8Array([1, 2, 3]));
  });

  test('opened bytes do not alias the envelope', () => {
    for (const value of [
      Buffer.from('abc'),
      new Uint8Array([1]),
      new Float64Array([1]),
      new Uint8Array([7]).buffer,
      [-0, Buffer.from('x')],
    ]) {
      const envelope = codec.seal(value);
      const first = codec.open(envelope);
      envelope.fill(0);
      expect(first).toStrictEqual(value);
    }
  });

  test('10 MB', () => {
    const value = { text: 'x'.repeat(5_000_000), bytes: Buffer.alloc(5_000_000, 7) };
    expect(again(value)).toEqual(value);
  });
});

const leaf = fc.oneof(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withNullPrototype: true,
    withSparseArray: true,
  }),
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.bigInt(),
);

test('arbitrary values come back equal', () => {
  fc.assert(
    fc.property(leaf, (value) => {
      expect(again(value)).toStrictEqual(value);
      expect(copied({ value })).toStrictEqual({ value });
    }),
    { numRuns: 2_000 },
  );
});

test('any CBOR tool reads what is plain', () => {
  const plain = fc.anything({
    withBigInt: false,
    withDate: true,
    maxDepth: 3,
    values: [fc.string(), fc.double({ noDefaultInfinity: true }), fc.boolean(), fc.integer()],
  });
  fc.assert(
    fc.property(plain, (value) => {
      const payload = codec.seal({ value }).subarray(8, -4);
      if (!payload.includes(0x57)) expect(decode(payload)).toStrictEqual(codec.open(codec.seal({ value })));
    }),
  );
});

test('arbitrary sharing comes back', () => {
  const made = fc.constantFrom<(inner: unknown[]) => object>(
    (inner) => [...inner],
    (inner) => Object.fromEntries(inner.entries()),
    (inner) => new Map(inner.entries()),
    (inner) => new Map(inner.map((value) => [value, 'key'])),
    (inner) => new Set(inner),
    () => new Date(5),
    () => Buffer.from('shared'),
    () => new Float64Array([1.5]),
  );
  const node = fc.record({ make: made, to: fc.array(fc.nat(), { maxLength: 4 }) });
  fc.assert(
    fc.property(fc.array(node, { minLength: 1, maxLength: 20 }), (nodes) => {
      const objects: object[] = [];
      for (const { make, to } of nodes)
        objects.push(make(to.flatMap((target) => (objects.length === 0 ? [] : [objects[target % objects.length]]))));
      const copies = again(objects);
      expect(copies).toStrictEqual(objects);
      const inside = (value: unknown): unknown[] =>
        value instanceof Map ? [...value.keys(), ...value.values()] : value instanceof Set ? [...value] : Object.values(value as object);
      const places = (list: readonly object[]): number[][] =>
        list.map((value) => inside(value).map((child) => list.indexOf(child as object)));
      expect(places(copies)).toEqual(places(objects));
    }),
    { numRuns: 1_000 },
  );
});

test('arbitrary graphs come back with the same sharing', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(20), { maxLength: 4 }), { minLength: 1, maxLength: 21 }), (edges) => {
      const nodes = edges.map((_, id): { id: number; to: unknown[] } => ({ id, to: [] }));
      edges.forEach((targets, id) => targets.forEach((target) => nodes[id]?.to.push(nodes[target % nodes.length])));
      const follow = (node: unknown): unknown => {
        const ids = new Map<unknown, number>();
        const visit = (at: unknown): unknown => {
          if (ids.has(at)) return ids.get(at);
          ids.set(at, ids.size);
          const { id, to } = at as { id: number; to: unknown[] };
          return [id, to.map(visit)];
        };
        return visit(node);
      };
      expect(follow(again(nodes[0]))).toEqual(follow(nodes[0]));
    }),
  );
});
