/** The values of the golden files, by file name. Add to them; never change one. */
import { registerCodec } from '@waystone/core';

class FixedStack extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FixedStack';
    this.stack = `FixedStack: ${message}\n    at OrderWorkflow.charge (src/order.workflow.ts:12:5)`;
  }
}

/** The classes that the golden files name. */
export const goldenErrors = { FixedStack };

class GoldenMoney {
  readonly cents: number;
  readonly other?: GoldenMoney;

  constructor(cents: number, other?: GoldenMoney) {
    this.cents = cents;
    if (other !== undefined) this.other = other;
  }
}

registerCodec(GoldenMoney, {
  name: 'GoldenMoney',
  encode: ({ cents, other }) => (other === undefined ? { cents } : { cents, other }),
  decode: ({ cents, other }: { cents: number; other?: GoldenMoney }) => new GoldenMoney(cents, other),
});

function views(): unknown {
  const bytes = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
  const { buffer } = new Uint32Array([7, 8]);
  return {
    bytes,
    words: new Uint16Array(bytes.buffer, 4, 2),
    view: new DataView(bytes.buffer, 5, 3),
    buffer,
    half: new Uint32Array(buffer, 4),
  };
}

function instances(): unknown {
  const shared = new GoldenMoney(1);
  return { direct: shared, nested: new GoldenMoney(2, shared), list: [shared, new GoldenMoney(3)] };
}

function cycle(): object {
  const node: Record<string, unknown> = { name: 'node' };
  node['self'] = node;
  node['map'] = new Map([[node, new Set([node])]]);
  return node;
}

function deep(): unknown {
  let value: unknown = 'bottom';
  for (let depth = 0; depth < 150; depth += 1) value = [value];
  return value;
}

export function goldenSamples(): Readonly<Record<string, unknown>> {
  const shared = { shared: true };
  return {
    instances: instances(),
    views: views(),
    'list-with-fields': Object.assign([1, , 'three'], { label: 'a list' }),
    'plain-object': { id: 'order-1', total: 12.5, count: 3, paid: true, note: null, missing: undefined, items: [{ sku: 'A', price: -1 }] },
    numbers: [
      0,
      23,
      24,
      255,
      256,
      65_535,
      65_536,
      4_294_967_295,
      4_294_967_296,
      -1,
      -24,
      -25,
      -4_294_967_296,
      0.1,
      -1.5,
      Number.NaN,
      Infinity,
    ],
    bigints: [0n, -1n, 2n ** 64n - 1n, -(2n ** 64n) + 1n],
    'large-bigints': [2n ** 64n, -(2n ** 80n)],
    text: ['', 'plain', 'ünï', '😀', 'x'.repeat(300)],
    dates: [new Date(0), new Date(1_700_000_000_123), new Date(-1)],
    'far-dates': [new Date(8.64e15), new Date(Number.NaN)],
    collections: {
      map: new Map<unknown, unknown>([
        ['a', 1],
        [2, { b: 3 }],
      ]),
      set: new Set([1, 'two', null]),
    },
    bytes: [Buffer.from('buffer'), new Uint8Array([1, 2, 3]), new Float64Array([1.5]), new BigInt64Array([-1n]), new Uint16Array([258])],
    special: [
      -0,
      '\ud800',
      /a+/gi,
      new URL('https://example.org/a?b#c'),
      new Uint8Array([7]).buffer,
      new DataView(new Uint8Array([8, 9]).buffer, 1),
    ],
    objects: [
      JSON.parse('{"__proto__": 1, "a": 2}'),
      Object.assign(Object.create(null), { bare: true }),
      Object.assign(new Array(3), { 1: 'middle' }),
    ],
    shared: [shared, shared, [shared]],
    cycle: cycle(),
    deep: deep(),
    error: Object.assign(new FixedStack('declined', { cause: 'no funds' }), { reason: 'no funds', at: new Date(5) }),
    continuation: { v: [shared, 5], k: { 0: shared, 3: 'live' } },
  };
}

/** The file in codec 2, which only SQL writes. */
export const jsonName = 'json';

/** What it holds: `select sealed('…'::jsonb)` of this value. */
export const writtenBySql = { id: 'order-1', total: 12.5, items: [{ sku: 'Ä€😀', price: -1e-7 }], note: null, paid: true };
