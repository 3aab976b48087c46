/**
 * Reads back what {@link lower} wrote. Every shared object is made empty first and filled later, so that cycles close
 * and depth costs no stack.
 */
import { assert } from '@waystone/core';
import { Tag } from 'cbor-x';
import type { ErrorClasses } from './error-classes.js';
import { emptyError, fillError } from './error-parts.js';
import { decodeInstance, instanceIn, instanceOrder } from './instances.js';
import { makeView } from './memory.js';
import { tags } from './tags.js';
import { madeOf, Unreadable } from './unreadable.js';

type Revive = (content: unknown) => unknown;

/** How one tag is read: an object made from its content alone, then filled with what the content refers to. */
interface Reader {
  readonly make: (content: never, classes: ErrorClasses) => unknown;
  readonly fill?: (made: never, content: never, revive: Revive) => void;
}

/** An array of that length. Holes take no room: the payload has paid for the elements that come, not for the length. */
function emptyArray(length: number, elements: number): unknown[] {
  const array: unknown[] = [];
  // Elements so far apart are kept by their keys.
  if (length > 2 * elements) array[2 ** 31] = undefined;
  array.length = length;
  // oxlint-disable-next-line typescript/no-array-delete -- a hole is what is wanted
  delete array[2 ** 31];
  return array;
}

function define(object: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(object, key, { value, writable: true, configurable: true, enumerable: true });
}

function fillPairs(object: object, pairs: readonly unknown[], revive: Revive): void {
  for (let index = 0; index < pairs.length; index += 2) define(object, revive(pairs[index]) as string, revive(pairs[index + 1]));
}

const readers: Readonly<Record<number, Reader>> = {
  [tags.object]: { make: () => ({}), fill: fillPairs },
  [tags.bareObject]: { make: () => Object.create(null) as object, fill: fillPairs },
  [tags.array]: {
    make: ([length, ...pairs]: [number, ...unknown[]]) => emptyArray(length, pairs.length / 2),
    fill: (array: unknown[], [, ...pairs]: unknown[], revive) => fillPairs(array, pairs, revive),
  },
  [tags.error]: {
    make: ([name, hidden]: [string, Record<string, unknown>], classes) => emptyError(name, hidden, classes),
    fill: (error: Error, [, hidden, fields]: [unknown, Record<string, unknown>, Record<string, unknown>], revive) =>
      fillError(error, revive(hidden) as Record<string, unknown>, revive(fields) as Record<string, unknown>),
  },
};

function readerOf({ tag }: Tag): Reader {
  const reader = readers[tag];
  if (reader === undefined) throw new Unreadable(`tag ${tag} is not known`);
  return reader;
}

class Reviving {
  readonly #made = new Map<number, unknown>();
  readonly #waiting: number[] = [];

  constructor(
    private readonly written: readonly unknown[],
    private readonly classes: ErrorClasses,
  ) {}

  read(): unknown {
    for (const index of instanceOrder(this.written)) this.#made.set(index, this.#instance(this.written[index]));
    return this.#whole(this.written[0]);
  }

  #instance(element: unknown): object {
    const written = instanceIn(element);
    assert(written, 'an instance is read from something else');
    return decodeInstance({ codec: written.codec, data: this.#whole(written.data) });
  }

  /** A value, with all that it refers to. */
  #whole(content: unknown): unknown {
    const value = this.#value(content);
    for (let index = this.#waiting.pop(); index !== undefined; index = this.#waiting.pop())
      this.#fill(this.#made.get(index), this.written[index]);
    return value;
  }

  readonly #value = (content: unknown): unknown => {
    if (typeof content !== 'object' || content === null) return content;
    if (content instanceof Tag && content.tag === tags.reference) return this.#reference(content.value as number);
    const made = this.#make(content);
    this.#fill(made, content);
    return made;
  };

  #reference(index: number): unknown {
    if (!this.#made.has(index)) {
      const content = this.written[index];
      if (typeof content !== 'object' || content === null) throw new Unreadable(`there is no shared object ${index}`);
      this.#made.set(index, this.#make(content));
      this.#waiting.push(index);
    }
    return this.#made.get(index);
  }

  /** What CBOR itself tells apart is filled in place. */
  #make(content: object): unknown {
    if (!(content instanceof Tag)) return content;
    if (content.tag === tags.view) return this.#view(content.value as readonly [string, unknown, number, number]);
    return readerOf(content).make(content.value as never, this.classes);
  }

  #view([name, content, offset, byteLength]: readonly [string, unknown, number, number]): ArrayBufferView {
    const memory = content instanceof Tag ? this.written[content.value as number] : content;
    if (!(memory instanceof ArrayBuffer)) throw new Unreadable('a view shows no memory');
    const view = madeOf('a view', () => makeView(name, memory, { offset, byteLength }));
    if (view?.byteLength !== byteLength) throw new Unreadable(`there is no view '${name}' of so many bytes`);
    return view;
  }

  #fill(made: unknown, content: unknown): void {
    if (content instanceof Tag) readers[content.tag]?.fill?.(made as never, content.value as never, this.#value);
    else if (Array.isArray(content)) content.forEach((item, index) => (content[index] = this.#value(item)));
    else if (content instanceof Map) this.#refillMap(content);
    else if (content instanceof Set) this.#refillSet(content);
    else if (Object.getPrototypeOf(content) === Object.prototype) this.#refillObject(content as Record<string, unknown>);
  }

  #refillMap(map: Map<unknown, unknown>): void {
    const entries = [...map];
    map.clear();
    for (const [key, value] of entries) map.set(this.#value(key), this.#value(value));
  }

  #refillSet(set: Set<unknown>): void {
    const values = [...set];
    set.clear();
    for (const value of values) set.add(this.#value(value));
  }

  #refillObject(object: Record<string, unknown>): void {
    for (const key of Object.keys(object)) object[key] = this.#value(object[key]);
  }
}

/** The value that was written; anything else than a lowered value is one already. */
export function revive(decoded: unknown, classes: ErrorClasses): unknown {
  return decoded instanceof Tag ? new Reviving(decoded.value as readonly unknown[], classes).read() : decoded;
}
