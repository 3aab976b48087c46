/** Instances of classes with registered codecs: what comes back, what is refused, and what their bytes are. */
import { CodecInvalidError, CodecNotRegisteredError, registerCodec, ValueNotStorableError } from '@waystone/core';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createCodec } from '../../packages/engine/src/codec/index.js';

class Money {
  constructor(
    readonly cents: number,
    readonly currency: string,
  ) {}

  plus(other: Money): Money {
    return new Money(this.cents + other.cents, this.currency);
  }
}

registerCodec(Money, {
  name: 'Money',
  encode: ({ cents, currency }) => ({ cents, currency }),
  decode: ({ cents, currency }) => new Money(cents, currency),
});

class Chain {
  constructor(
    readonly value: unknown,
    readonly next?: Chain,
  ) {}
}

registerCodec(Chain, {
  name: 'Chain',
  encode: ({ value, next }) => [value, next] as const,
  decode: ([value, next]) => new Chain(value, next),
});

/** Its decoder reads all of its data, so that must be complete. */
class Index {
  readonly #names: ReadonlySet<string>;

  private constructor(names: Iterable<string>) {
    this.#names = new Set(names);
  }

  static of(...names: string[]): Index {
    return new Index(names);
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  static {
    registerCodec(Index, {
      name: 'Index',
      encode: (index) => ({ names: [...index.#names] }),
      decode: ({ names }) => new Index(names.map((name) => name.trim())),
    });
  }
}

const codec = createCodec();
const carried = <T>(value: T): T => codec.open(codec.seal(value)) as T;

describe('comes back', () => {
  test('with its class', () => {
    const money = carried(new Money(3, 'EUR'));
    expect(money).toBeInstanceOf(Money);
    expect(money.plus(new Money(4, 'EUR'))).toStrictEqual(new Money(7, 'EUR'));
  });

  test('anywhere in a value', () => {
    const value = {
      prices: new Map([['a', [new Money(1, 'EUR')]]]),
      sets: new Set([new Money(2, 'USD')]),
      error: Object.assign(new Error('low'), { by: new Money(5, 'EUR') }),
    };
    expect(carried(value)).toStrictEqual(value);
  });

  test('once, if it is reached twice', () => {
    const money = new Money(1, 'EUR');
    const value = carried({ one: money, other: [money] });
    expect(value.one).toBe(value.other[0]);
  });

  test('with what it shares with others', () => {
    const shared = { tags: ['a'] };
    const value = carried({ shared, first: new Chain(shared), second: new Chain(shared) });
    expect(value.first.value).toBe(value.shared);
    expect(value.second.value).toBe(value.shared);
  });

  test('made when all of its data is there', () => {
    const index = carried([{ index: Index.of(' a', 'b ') }, Index.of('c')] as const);
    expect([index[0].index.has('a'), index[0].index.has('b'), index[1].has('c')]).toEqual([true, true, true]);
  });

  test('one inside another, also in a long chain', () => {
    let chain: Chain | undefined;
    for (let length = 0; length < 5_000; length += 1) chain = new Chain(length, chain);
    let back: Chain | undefined = carried(chain);
    for (let length = 4_999; length >= 0; length -= 1, back = back?.next) expect(back?.value).toBe(length);
  });

  test('inside a cycle that goes past it', () => {
    const round: { self?: object; money: Money } = { money: new Money(1, 'EUR') };
    round.self = round;
    const back = carried(round);
    expect(back.self).toBe(back);
    expect(back.money).toStrictEqual(new Money(1, 'EUR'));
  });
});

describe('is refused, with its path', () => {
  const refusal = (value: unknown): ValueNotStorableError => {
    try {
      codec.seal(value, 'order');
    } catch (error) {
      if (error instanceof ValueNotStorableError) return error;
      throw error;
    }
    throw new Error('it was stored');
  };

  test('what its data holds and cannot be stored', () =>
    expect(refusal({ lines: [new Chain({ print: () => {} })] })).toMatchObject({
      path: 'order.lines[0].encode()[0].print',
      found: 'a function',
    }));

  test('an instance that holds itself', () => {
    const list: unknown[] = [];
    const chain = new Chain(list);
    list.push(chain);
    expect(refusal({ chain })).toMatchObject({
      path: 'order.chain',
      found: 'an instance of Chain whose codec gives data that holds the instance itself',
    });
  });

  test('two that hold each other by way of what they share', () => {
    const [one, other]: [object[], object[]] = [[], []];
    one.push(other, new Chain(one));
    other.push(one);
    expect(refusal([other, one]).found).toContain('holds the instance itself');
  });

  test('a codec that throws', () => {
    class Broken {}
    registerCodec(Broken, { name: 'Broken', encode: () => expectFailure('not open'), decode: () => new Broken() });
    expect(refusal([new Broken()])).toMatchObject({ path: 'order[0]', found: 'an instance of Broken whose codec throws Error: not open' });
  });

  test('a codec that never comes to an end', () => {
    class Endless {}
    registerCodec(Endless, { name: 'Endless', encode: () => new Endless(), decode: () => new Endless() });
    expect(refusal(new Endless()).found).toBe('an instance of Endless whose codec never comes to an end');
  });

  test('an instance of a subclass', () => expect(refusal(new (class Euro extends Money {})(1, 'EUR')).found).toBe('an instance of Euro'));
});

function expectFailure(message: string): never {
  throw new Error(message);
}

test('a codec that is not registered where the value is read', () => {
  class Passing {}
  registerCodec(Passing, { name: 'Passing', encode: () => 0, decode: () => new Passing() });
  const envelope = codec.seal(new Passing());
  const text = Buffer.from(envelope);
  expect(text.includes('Passing')).toBe(true);
  expect(() => codec.open(renamed(text, 'Passing', 'Missing'))).toThrow(CodecNotRegisteredError);
});

test('a codec that does not take its data', () => {
  class Strict {}
  registerCodec(Strict, { name: 'Strict', encode: () => 0, decode: () => expectFailure('no longer') });
  expect(() => codec.open(codec.seal(new Strict()))).toThrow("cannot be read: the codec 'Strict' throws Error: no longer");
});

/** The same envelope with another name in it, of the same length. */
function renamed(envelope: Buffer, name: string, other: string): Uint8Array {
  const bytes = Buffer.from(envelope);
  bytes.write(other, bytes.indexOf(name));
  bytes.writeUInt32BE(crc32(bytes.subarray(0, -4)), bytes.length - 4);
  return bytes;
}

describe('cannot be registered', () => {
  const plain = { encode: () => 0, decode: () => ({}) };

  test('under the name of another class', () => {
    class Coin {}
    expect(() => registerCodec(Coin, { ...plain, name: 'Money' })).toThrow("the name 'Money' belongs to class Money");
  });

  test('under two names', () =>
    expect(() => registerCodec(Money, { ...plain, name: 'Cash', decode: () => new Money(0, '') })).toThrow(
      "registered as 'Money' already",
    ));

  test('an error', () =>
    expect(() => registerCodec(class Declined extends Error {}, { ...plain, name: 'Declined', decode: () => new Error() })).toThrow(
      CodecInvalidError,
    ));

  test('a class of JavaScript', () =>
    expect(() => registerCodec(Map, { ...plain, name: 'Map', decode: () => new Map() })).toThrow(CodecInvalidError));
});

test('a module that is evaluated again registers its class anew', () => {
  const evaluate = (): new () => object => {
    class Reloaded {}
    registerCodec(Reloaded, { name: 'Reloaded', encode: () => 0, decode: () => new Reloaded() });
    return Reloaded;
  };
  const [Old, New] = [evaluate(), evaluate()];
  expect(carried(new Old())).toBeInstanceOf(New);
});
