/**
 * Tells ordinary values: trees that `cbor-x` writes and reads back exactly as they are. Nearly everything is; the rest
 * takes the longer way through {@link lower}.
 */
import { claimedKind } from './kinds.js';

/** Nesting beyond this would make decoders recurse too deep. */
export const maxDepth = 64;

const maxBigint = 2n ** 64n - 1n;
const minBigint = -(2n ** 64n) + 1n;
/** Dates are stored as seconds in a double, which tells milliseconds apart up to here. */
const maxPlainDate = 1e15;

export function isPlainText(text: string): boolean {
  return text.isWellFormed();
}

export function isPlainDate(date: Date): boolean {
  return Math.abs(date.getTime()) <= maxPlainDate;
}

export function isPlainBigint(value: bigint): boolean {
  return value >= minBigint && value <= maxBigint;
}

/** cbor-x would rename the key `__proto__`. */
export function isPlainKey(key: string): boolean {
  return key !== '__proto__' && key.isWellFormed();
}

/** Dense, and nothing but elements: a match of a regular expression has an `index`. */
export function isPlainArray(array: readonly unknown[]): boolean {
  if ('index' in array) return false;
  for (let index = 0; index < array.length; index += 1) if (array[index] === undefined && !(index in array)) return false;
  return true;
}

class PlainCheck {
  readonly #seen = new Set<object>();

  value(value: unknown, depth: number): boolean {
    switch (typeof value) {
      case 'string':
        return isPlainText(value);
      case 'number':
        return value !== 0 || 1 / value > 0;
      case 'boolean':
      case 'undefined':
        return true;
      case 'object':
        return value === null || (depth < maxDepth && this.#isNew(value) && this.#object(value, depth + 1));
      case 'bigint':
        return isPlainBigint(value);
      case 'function':
      case 'symbol':
        return false;
    }
  }

  /** An object met twice is shared, or holds itself. */
  #isNew(value: object): boolean {
    const { size } = this.#seen;
    return this.#seen.add(value).size > size;
  }

  #object(value: object, depth: number): boolean {
    switch (claimedKind(value)) {
      case 'object':
        return this.#fields(value as Record<string, unknown>, depth);
      case 'array':
        return isPlainArray(value as unknown[]) && this.#all(value as unknown[], depth);
      case 'map':
        return this.#all((value as Map<unknown, unknown>).keys(), depth) && this.#all((value as Map<unknown, unknown>).values(), depth);
      case 'set':
        return this.#all(value as Set<unknown>, depth);
      case 'date':
        return isPlainDate(value as Date);
      case 'bytes':
        return true;
      default:
        return false;
    }
  }

  #fields(object: Record<string, unknown>, depth: number): boolean {
    for (const key of Object.keys(object)) if (!isPlainKey(key) || !this.value(object[key], depth)) return false;
    return true;
  }

  #all(values: Iterable<unknown>, depth: number): boolean {
    for (const value of values) if (!this.value(value, depth)) return false;
    return true;
  }
}

/** Tells whether a value can be written as it is. `false` also for what cannot be stored at all. */
export function isPlain(value: unknown): boolean {
  return new PlainCheck().value(value, 0);
}
