/**
 * Writes a value that is not plain as one that is: special values become tags, and every object that is met twice (or
 * lies too deep) is written once, in a list, and referred to by its index there. Cycles, sharing and any depth so need
 * nothing of the CBOR library.
 */
import { Tag } from 'cbor-x';
import { assert } from '@waystone/core';
import { childrenOf } from './children.js';
import type { ErrorClasses } from './error-classes.js';
import { errorParts, Storable, type ErrorParts } from './error-parts.js';
import { encodeInstance, instanceOrder, maxInstances, type WrittenInstance } from './instances.js';
import { kindOf, type Kind } from './kinds.js';
import type { Size } from './limits.js';
import { placesInMemory, type Place, type View } from './memory.js';
import { isPlainArray, isPlainBigint, isPlainDate, isPlainKey, isPlainText, maxDepth } from './plain.js';
import { tags } from './tags.js';

/** Thrown on meeting what cannot be stored; {@link explain} finds the path. */
export class Unlowerable extends Error {}

type Lower = (value: never, inner: (value: unknown) => unknown, lowering: Lowering) => unknown;

function pairs(object: object, inner: (value: unknown) => unknown): unknown[] {
  return Object.entries(object).flatMap(([key, value]) => [inner(key), inner(value)]);
}

function lowerObject(object: Readonly<Record<string, unknown>>, inner: (value: unknown) => unknown, { size }: Lowering): unknown {
  for (const key of Object.keys(object)) size.addBytes(key.length);
  if (!Object.keys(object).every(isPlainKey)) return new Tag(pairs(object, inner), tags.object);
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, inner(value)]));
}

function lowerArray(array: readonly unknown[], inner: (value: unknown) => unknown): unknown {
  return isPlainArray(array) ? array.map(inner) : new Tag([array.length, ...pairs(array, inner)], tags.array);
}

function lowerBytes(bytes: ArrayBufferView, inner: (value: unknown) => unknown, lowering: Lowering): unknown {
  return lowerShownMemory(bytes, inner, lowering) ?? bytes;
}

function lowerDataView(view: DataView, inner: (value: unknown) => unknown, lowering: Lowering): unknown {
  return lowerShownMemory(view, inner, lowering) ?? new Tag(Buffer.from(view.buffer, view.byteOffset, view.byteLength), tags.dataView);
}

/** A view of memory that other views show too. */
function lowerShownMemory(view: ArrayBufferView, inner: (value: unknown) => unknown, lowering: Lowering): unknown {
  const place = lowering.placeOf(view);
  const { name } = (Object.getPrototypeOf(view) as { constructor: { name: string } }).constructor;
  return place && new Tag([name, inner(place.memory), place.offset, view.byteLength], tags.view);
}

function lowerInstance(value: object, inner: (value: unknown) => unknown, lowering: Lowering): unknown {
  const { codec, data } = lowering.instanceOf(value);
  return new Tag([codec, inner(data)], tags.instance);
}

function lowerError(error: Error, inner: (value: unknown) => unknown, lowering: Lowering): unknown {
  const { class: name, hidden, fields } = lowering.partsOf(error);
  return new Tag([name, lowerObject(hidden, inner, lowering), lowerObject(fields, inner, lowering)], tags.error);
}

const byKind: { readonly [K in Kind]: Lower } = {
  object: lowerObject,
  bareObject: (object: object, inner) => new Tag(pairs(object, inner), tags.bareObject),
  array: lowerArray,
  map: (map: ReadonlyMap<unknown, unknown>, inner) => new Map(Array.from(map, ([key, value]) => [inner(key), inner(value)])),
  set: (set: ReadonlySet<unknown>, inner) => new Set(Array.from(set, inner)),
  date: (date: Date) => (isPlainDate(date) ? date : new Tag(date.getTime(), tags.date)),
  bytes: lowerBytes,
  arrayBuffer: (buffer: ArrayBuffer) => new Tag(Buffer.from(buffer), tags.arrayBuffer),
  dataView: lowerDataView,
  regexp: ({ source, flags, lastIndex }: RegExp, inner) =>
    new Tag([inner(source), flags, ...(lastIndex === 0 ? [] : [lastIndex])], tags.regexp),
  url: ({ href }: URL) => new Tag(href, tags.url),
  error: lowerError,
  instance: lowerInstance,
};

class Lowering {
  readonly #shared = new Set<object>();
  readonly #places: ReadonlyMap<object, Place>;
  readonly #indexes = new Map<object, number>();
  readonly #written: unknown[] = [];
  readonly #waiting: object[] = [];
  readonly #storable = new Storable();
  readonly #parts = new Map<Error, ErrorParts>();
  readonly #instances = new Map<object, WrittenInstance>();

  constructor(
    root: unknown,
    private readonly classes: ErrorClasses,
    readonly size: Size,
  ) {
    this.#places = placesInMemory(this.#findShared(root));
    for (const { memory } of this.#places.values()) this.#shared.add(memory);
  }

  /** `[root, shared 1, …]` */
  write(root: unknown): unknown[] {
    this.#written.push(this.#value(root, 0));
    // The list grows while it is gone through: what is written may refer to more.
    for (const next of this.#waiting) this.#written.push(this.#object(next, 0));
    if (this.#instances.size > 0) instanceOrder(this.#written);
    return this.#written;
  }

  /** Asks the author's codec once. */
  instanceOf(value: object): WrittenInstance {
    const known = this.#instances.get(value);
    if (known !== undefined) return known;
    if (this.#instances.size === maxInstances) throw new Unlowerable();
    const instance = encodeInstance(value);
    this.#instances.set(value, instance);
    return instance;
  }

  placeOf(view: ArrayBufferView): Place | undefined {
    return this.#places.get(view);
  }

  partsOf(error: Error): ErrorParts {
    const known = this.#parts.get(error);
    if (known !== undefined) return known;
    const parts = errorParts(error, this.classes, this.#storable);
    this.#parts.set(error, parts);
    return parts;
  }

  #value(value: unknown, depth: number): unknown {
    this.size.addBytes(1);
    switch (typeof value) {
      case 'string':
        this.size.addBytes(value.length);
        return isPlainText(value) ? value : new Tag(Buffer.from(value, 'utf16le'), tags.text);
      case 'number':
        return Object.is(value, -0) ? new Tag(null, tags.negativeZero) : value;
      case 'bigint':
        return isPlainBigint(value) ? value : this.#largeBigint(value);
      case 'boolean':
      case 'undefined':
        return value;
      case 'object':
        if (value === null) return null;
        return depth >= maxDepth || this.#shared.has(value) ? this.#reference(value) : this.#object(value, depth);
      case 'function':
      case 'symbol':
        throw new Unlowerable();
    }
  }

  #largeBigint(value: bigint): Tag {
    const text = value.toString(16);
    this.size.addBytes(text.length);
    return new Tag(text, tags.bigint);
  }

  #object(value: object, depth: number): unknown {
    const kind = kindOf(value);
    if (kind === undefined) throw new Unlowerable();
    return byKind[kind](value as never, (inner) => this.#value(inner, depth + 1), this);
  }

  #reference(value: object): Tag {
    let index = this.#indexes.get(value);
    if (index === undefined) {
      index = this.#indexes.size + 1;
      this.#indexes.set(value, index);
      this.#waiting.push(value);
    }
    return new Tag(index, tags.reference);
  }

  /** Finds what is met again, and gives the views of memory. */
  #findShared(root: unknown): View[] {
    const seen = new Set<object>();
    const views: View[] = [];
    const open: unknown[] = [root];
    while (open.length > 0) {
      const value = open.pop();
      if (typeof value !== 'object' || value === null) continue;
      if (seen.has(value)) this.#shared.add(value);
      else {
        this.size.assertObjects(seen.add(value).size);
        const kind = kindOf(value);
        if (kind === undefined) throw new Unlowerable();
        // An instance is an element of its own: it can only be made when all that it refers to is there.
        if (kind === 'instance') this.#shared.add(value);
        if (kind === 'bytes' || kind === 'dataView' || kind === 'arrayBuffer') views.push(value as View);
        for (const child of this.#childrenOf(kind, value)) open.push(child);
      }
    }
    return views;
  }

  #childrenOf(kind: Kind, value: object): Iterable<unknown> {
    if (kind === 'instance') return [this.instanceOf(value).data];
    if (kind !== 'error') return childrenOf(kind, value);
    const { hidden, fields } = this.partsOf(value as Error);
    return [...Object.values(hidden), ...Object.values(fields)];
  }
}

/**
 * @throws {Unlowerable} if something in the value cannot be stored.
 * @throws {ValueTooLargeError} if it is seen to be larger than it may.
 */
export function lower(value: unknown, classes: ErrorClasses, size: Size): Tag {
  const written = new Lowering(value, classes, size).write(value);
  assert(written.length > 0, 'a lowered value has a root');
  return new Tag(written, tags.graph);
}
