/** Damage to bytes as storage does it, and to payloads as one does it who knows the format. */
import type { Chance } from '../../support/chance.js';
import { bytes, list, nothing, object, parse, print, tagged, text, whole, type Item } from './items.js';

/** Lengths, numbers and references at which readers have gone wrong. */
const counts = [
  0n,
  1n,
  2n,
  23n,
  24n,
  255n,
  65_535n,
  65_536n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
];

const graph = 0x57530000;
/** Tags of the format, and those that CBOR libraries give a meaning of their own. */
const knownTags = [
  ...Array.from({ length: 17 }, (_, index) => graph + index),
  ...[1, 28, 29, 258, 259, 64, 65, 68, 69, 70, 71, 72, 77, 78, 79, 81, 85, 86],
  ...[0, 2, 3, 4, 5, 6, 14, 15, 25, 27, 30, 51, 105, 216, 225, 256, 55_799, 0xdff9, 0xdffe, 0xdfff, 0xe000, 0x53687264],
];

const names = [
  '__proto__',
  'constructor',
  'prototype',
  'length',
  'toString',
  'valueOf',
  'toJSON',
  'then',
  'message',
  'stack',
  'cause',
  'name',
  'js:DOMException',
  'Uint8Array',
  '\u0000',
  'a"]);process.exit()//',
];

const widths = [0, 1, 2, 4, 8, 'indefinite'] as const;

/** Something that does not belong there. */
function intruder(chance: Chance, depth = 0): Item {
  const inner = (): Item => (depth > 3 ? whole(depth) : intruder(chance, depth + 1));
  return chance.of<() => Item>([
    () => whole(chance.of(counts)),
    () => text(chance.of(names)),
    () => bytes(Buffer.from(Array.from({ length: chance.below(9) }, () => chance.below(256)))),
    () => list(Array.from({ length: chance.below(4) }, inner)),
    () => object(Array.from({ length: chance.below(3) }, () => [chance.happens(0.8) ? text(chance.of(names)) : inner(), inner()] as const)),
    () => tagged(chance.of(knownTags), inner()),
    () => tagged(graph + 1, whole(chance.below(6))),
    () => tagged(29, whole(chance.below(4))),
    () => ({ ...nothing, count: BigInt(chance.below(32)) }),
    () => ({ ...nothing, width: chance.of([1, 2, 4, 8] as const), count: chance.of(counts) }),
  ])();
}

type Change = (item: Item, chance: Chance) => Item;

function without(items: readonly Item[], chance: Chance): readonly Item[] {
  return items.toSpliced(chance.below(items.length), 1);
}

const changes: readonly Change[] = [
  (_, chance) => intruder(chance),
  (item, chance) => ({ ...item, count: chance.of(counts), width: chance.of(widths) }),
  (item, chance) => ({ ...item, count: item.count + BigInt(chance.between(-2, 2)) }),
  (item, chance) => ({ ...item, width: chance.of(widths) }),
  (item, chance) => ({ ...item, major: chance.below(8) }),
  (item, chance) => tagged(chance.of(knownTags), item),
  (item, chance) => (item.major === 6 ? { ...item, count: BigInt(chance.of(knownTags)), width: 4 } : item),
  (item, chance) => (item.items.length > 0 ? chance.of(item.items) : item),
  (item) => list([item, item]),
  (item, chance) => (item.items.length > 0 ? { ...item, items: without(item.items, chance) } : item),
  (item, chance) => (item.major === 4 && item.items.length > 0 ? list(without(item.items, chance)) : item),
  (item, chance) => (item.major === 4 ? list(item.items.toSpliced(chance.below(item.items.length + 1), 0, intruder(chance))) : item),
  (item, chance) => (item.major === 5 ? object([...pairsIn(item), [text(chance.of(names)), intruder(chance)]]) : item),
  (item, chance) => ({ ...item, content: damaged(item.content, chance) }),
];

function pairsIn({ items }: Item): (readonly [Item, Item])[] {
  return items.flatMap((key, index) => (index % 2 === 0 ? [[key, items[index + 1] ?? nothing] as const] : []));
}

function sizeOf(item: Item): number {
  return item.items.reduce((size, inner) => size + sizeOf(inner), 1);
}

/** Changes the item with that number, counted as they are written. */
function changedAt(item: Item, number: number, change: (item: Item) => Item): Item {
  if (number === 0) return change(item);
  let left = number - 1;
  for (const [index, inner] of item.items.entries()) {
    const size = sizeOf(inner);
    if (left < size) return { ...item, items: item.items.with(index, changedAt(inner, left, change)) };
    left -= size;
  }
  return item;
}

/** A payload that somebody made who knows how payloads are made. */
export function forged(payload: Buffer, chance: Chance): Buffer {
  let item = parse(payload);
  for (let turns = chance.between(1, 4); turns > 0; turns -= 1) {
    const change = chance.of(changes);
    item = changedAt(item, chance.below(sizeOf(item)), (found) => change(found, chance));
  }
  return print(item);
}

type Damage = (whole: Buffer, chance: Chance) => Buffer;

const damages: readonly Damage[] = [
  (whole, chance) => flipped(whole, chance.below(whole.length * 8)),
  (whole, chance) => Array.from({ length: chance.between(2, 40) }, () => chance.below(whole.length * 8)).reduce(flipped, whole),
  (whole, chance) => whole.subarray(0, chance.below(whole.length)),
  (whole, chance) => whole.subarray(chance.below(whole.length)),
  (whole, chance) => removed(whole, chance.below(whole.length), chance.between(1, 4)),
  (whole, chance) => inserted(whole, chance.below(whole.length + 1), Buffer.from([chance.below(256)])),
  (whole, chance) => swapped(whole, chance.below(whole.length), chance.below(whole.length)),
  (whole, chance) => inserted(whole, chance.below(whole.length), whole.subarray(chance.below(whole.length))),
];

/** Bytes that something happened to. */
export function damaged(whole: Buffer, chance: Chance): Buffer {
  return whole.length === 0 ? Buffer.from([chance.below(256)]) : chance.of(damages)(whole, chance);
}

export function flipped(whole: Buffer, bit: number): Buffer {
  const copy = Buffer.from(whole);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

export function removed(whole: Buffer, at: number, count = 1): Buffer {
  return Buffer.concat([whole.subarray(0, at), whole.subarray(at + count)]);
}

export function inserted(whole: Buffer, at: number, more: Buffer): Buffer {
  return Buffer.concat([whole.subarray(0, at), more, whole.subarray(at)]);
}

export function swapped(whole: Buffer, one: number, other: number): Buffer {
  const copy = Buffer.from(whole);
  [copy[one], copy[other]] = [whole[other] ?? 0, whole[one] ?? 0];
  return copy;
}
