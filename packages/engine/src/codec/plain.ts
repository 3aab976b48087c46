/**
 * Tells plain values: those that `cbor-x` writes and reads back exactly as they are. Nearly everything is; the rest
 * takes the longer way through {@link lower}.
 */
import { claimedKind } from './kinds.js';
import type { Size } from './limits.js';
import { showSameMemory } from './memory.js';

/** Nesting beyond this would make decoders recurse too deep. */
export const maxDepth = 64;
/** `cbor-x` numbers shared objects in 16 bits. */
const maxShared = 65_535;

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

/** Dense, and nothing but elements: no fields beside them, as a match of a regular expression has. */
export function isPlainArray(array: readonly unknown[]): boolean {
  const { length } = array;
  const keys = Object.keys(array);
  // Indexes come first, in order, and all others after them.
  return keys.length === length && (length === 0 || keys[length - 1] === String(length - 1));
}

/**
 * `tree`: plain, every object once. `sharing`: plain, some objects more than once, none inside itself. `other`: all else, also
 * what cannot be stored at all.
 */
export type Form = 'tree' | 'sharing' | 'other';

class PlainCheck {
  readonly shared = new Set<object>();
  readonly bytes: ArrayBufferView[] = [];
  readonly #seen = new Set<object>();
  readonly #path: object[] = [];

  constructor(private readonly size: Size) {}

  isPlain(value: unknown): boolean {
    this.size.addBytes(1);
    switch (typeof value) {
      case 'string':
        this.size.addBytes(value.length);
        return isPlainText(value);
      case 'number':
        return value !== 0 || 1 / value > 0;
      case 'boolean':
      case 'undefined':
        return true;
      case 'object':
        return value === null || this.#isPlainObject(value);
      case 'bigint':
        return isPlainBigint(value);
      case 'function':
      case 'symbol':
        return false;
    }
  }

  #isPlainObject(value: object): boolean {
    const { size } = this.#seen;
    if (this.#seen.add(value).size === size) return this.#isShared(value);
    this.size.assertObjects(size + 1);
    if (this.#path.push(value) > maxDepth) return false;
    const isPlain = this.#hasPlainContent(value);
    this.#path.pop();
    return isPlain;
  }

  /** Met again; inside itself it would be a cycle. */
  #isShared(value: object): boolean {
    return !this.#path.includes(value) && this.shared.add(value).size <= maxShared;
  }

  #hasPlainContent(value: object): boolean {
    switch (claimedKind(value)) {
      case 'object':
        return this.#hasPlainFields(value as Record<string, unknown>);
      case 'array':
        return isPlainArray(value as unknown[]) && this.#areAllPlain(value as unknown[]);
      case 'map':
        return this.#areAllPlain((value as Map<unknown, unknown>).keys()) && this.#areAllPlain((value as Map<unknown, unknown>).values());
      case 'set':
        return this.#areAllPlain(value as Set<unknown>);
      case 'date':
        return isPlainDate(value as Date);
      case 'bytes':
        return this.bytes.push(value as ArrayBufferView) > 0;
      default:
        return false;
    }
  }

  #hasPlainFields(object: Record<string, unknown>): boolean {
    for (const key of Object.keys(object)) {
      this.size.addBytes(key.length);
      if (!isPlainKey(key) || !this.isPlain(object[key])) return false;
    }
    return true;
  }

  #areAllPlain(values: Iterable<unknown>): boolean {
    for (const value of values) if (!this.isPlain(value)) return false;
    return true;
  }
}

/**
 * How a value can be written.
 *
 * @throws {ValueTooLargeError} if it is seen to be larger than it may.
 */
export function formOf(value: unknown, size: Size): Form {
  const check = new PlainCheck(size);
  if (!check.isPlain(value) || showSameMemory(check.bytes)) return 'other';
  for (const { byteLength } of check.bytes) size.addBytes(byteLength);
  return check.shared.size > 0 ? 'sharing' : 'tree';
}
