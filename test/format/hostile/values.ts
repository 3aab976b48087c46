/** Values of authors that are deep, round, huge or without an end. Each is carried, or refused with a named error. */
import { registerCodec } from '@waystone/core';

class Endless {}
registerCodec(Endless, { name: 'hostile/Endless', encode: () => ({ next: new Endless() }), decode: () => new Endless() });

class Part {
  readonly holds: unknown;
  constructor(holds: unknown) {
    this.holds = holds;
  }
}
registerCodec(Part, { name: 'hostile/Part', encode: ({ holds }) => holds, decode: (holds) => new Part(holds) });

function chain(length: number): unknown {
  let next: unknown;
  for (let left = length; left > 0; left -= 1) next = { value: left, next };
  return next;
}

function ring(length: number): object {
  const first: { next?: object } = {};
  let last = first;
  for (let left = length; left > 1; left -= 1) last = last.next = {};
  last.next = first;
  return first;
}

function causes(length: number): Error {
  let error = new Error('first');
  for (let left = length; left > 1; left -= 1) error = new Error('then', { cause: error });
  return error;
}

const endless = (): object => ({
  get next() {
    return endless();
  },
});

const bad = (): never => {
  throw new Error('not now');
};

function numbered<Value>(count: number, make: (index: number) => Value): Value[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** The code of the error; `undefined`: it comes back as it was. */
export const hostileValues: Readonly<Record<string, readonly [make: () => unknown, code: string | undefined]>> = {
  'a list of 10,000 links': [() => chain(10_000), undefined],
  'a list of 250,000 links': [() => chain(250_000), undefined],
  'a list of 2,000,000 links': [() => chain(2_000_000), 'VALUE_TOO_LARGE'],
  'a list of 100,000 links that ends in a function': [() => [chain(100_000), bad], 'VALUE_NOT_STORABLE'],
  'a ring of 100,000': [() => ring(100_000), undefined],
  'an error with 10,000 causes': [() => causes(10_000), undefined],
  'a value without an end': [endless, 'VALUE_TOO_LARGE'],
  'a codec without an end': [() => new Endless(), 'VALUE_NOT_STORABLE'],
  '100,000,000 letters, held 1,000 times': [() => new Array(1_000).fill('x'.repeat(100_000_000)), 'VALUE_TOO_LARGE'],
  'the same in a graph': [() => [-0, ...new Array(1_000).fill('x'.repeat(100_000_000))], 'VALUE_TOO_LARGE'],
  'a key of 1,000,000 letters, in 1,000 objects': [
    () => new Array(1_000).fill(0).map(() => ({ ['x'.repeat(1_000_000)]: 1 })),
    'VALUE_TOO_LARGE',
  ],
  'a large bigint, held 1,000 times': [() => new Array(1_000).fill(2n ** 8_000_000n), 'VALUE_TOO_LARGE'],
  '1,000,000 objects': [() => numbered(1_000_000, (n) => ({ n })), 'VALUE_TOO_LARGE'],
  '1,000,000 numbers': [() => numbered(1_000_000, (n) => n), undefined],
  '300,000 elements and a function': [() => [...numbered(300_000, (n) => n), bad], 'VALUE_NOT_STORABLE'],
  '300,000 objects and a function': [() => [...numbered(300_000, (n) => ({ n })), bad], 'VALUE_NOT_STORABLE'],
  '150,000 views of the same memory': [() => numbered(150_000, (n) => new Uint8Array(memory, n, 5)), undefined],
  '10,000 instances in front of 10,000 objects': [() => parts(10_000, () => {}), undefined],
  '10,000 instances in a round': [() => parts(10_000, (all, last) => last.push(all)), 'VALUE_NOT_STORABLE'],
  '10,000 errors that hold what cannot be stored': [() => errors(10_000, bad), undefined],
  'the longest array, with nothing in it': [() => new Array(2 ** 32 - 1), undefined],
  'a getter that throws': [
    () => ({
      get now() {
        return bad();
      },
    }),
    'VALUE_NOT_STORABLE',
  ],
  'a proxy that throws': [() => new Proxy({}, { ownKeys: bad }), 'VALUE_NOT_STORABLE'],
  'a proxy without a prototype to tell': [() => new Proxy({}, { getPrototypeOf: bad }), 'VALUE_NOT_STORABLE'],
};

const memory = new ArrayBuffer(300_000);

/** Each part leads to the same long list of objects. */
function parts(count: number, end: (all: unknown[], last: unknown[]) => void): unknown {
  const last: unknown[] = [];
  const shared = numbered(count, () => [] as unknown[]);
  for (const [index, each] of shared.entries()) each.push(shared[index + 1] ?? last);
  const all = numbered(count, () => new Part(shared[0]));
  end(all, last);
  return all;
}

/** Each error has the same large request. */
function errors(count: number, unstorable: unknown): unknown {
  const request = [...numbered(1_000, (n) => ({ n })), unstorable];
  return numbered(count, () => Object.assign(new Error('refused'), { request }));
}
