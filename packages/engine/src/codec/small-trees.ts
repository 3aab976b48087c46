/**
 * Writes small trees of what nearly all values are made of: texts, numbers, booleans, `null`, `undefined`, arrays and plain
 * objects. One walk tells whether a value is one, writes it and copies it.
 *
 * Always: the payload is what `docs/format.md` says of plain values, and so the same that the longer way gives, to which
 * everything else is left; a copy shares nothing that can change with what it was made of.
 */
import { claimedKind } from './kinds.js';
import { isPlainArray, isPlainText } from './plain.js';

/** Bytes, beyond which nothing is begun: what is larger is not kept twice, as bytes and as a copy. */
const mostBytes = 4 * 1024;
/** Objects, which are looked through for each that comes. */
const mostObjects = 32;
/** A text takes at most three bytes for each of its units, and a length. */
const room = mostBytes + 3 * mostBytes + 8;

interface SmallTree {
  /** Valid until the next call. */
  readonly payload: Uint8Array;
  readonly copy: unknown;
}

/** `undefined`: it is something else. */
export function writeSmallTree(value: unknown): SmallTree | undefined {
  // Getters of the author's may come here again.
  if (writer.isWriting) return undefined;
  return writer.write(value);
}

/** What is copied instead of a value that is something else. */
const other = Symbol('other');

class Writer {
  readonly #bytes = Buffer.allocUnsafeSlow(room);
  readonly #view = new DataView(this.#bytes.buffer);
  readonly #seen: object[] = [];
  #at = 0;
  isWriting = false;

  write(value: unknown): SmallTree | undefined {
    this.#at = 0;
    this.isWriting = true;
    try {
      const copy = this.#value(value);
      return copy === other ? undefined : { payload: this.#bytes.subarray(0, this.#at), copy };
    } finally {
      this.isWriting = false;
      this.#seen.length = 0;
    }
  }

  /** Gives the copy. */
  #value(value: unknown): unknown {
    if (this.#at > mostBytes) return other;
    switch (typeof value) {
      case 'string':
        return this.#text(value);
      case 'number':
        return this.#number(value);
      case 'boolean':
        return this.#simple(value ? 0xf5 : 0xf4, value);
      case 'undefined':
        return this.#simple(0xf7, value);
      case 'object':
        return value === null ? this.#simple(0xf6, value) : this.#object(value);
      default:
        return other;
    }
  }

  #object(value: object): unknown {
    // Met again or inside itself.
    if (this.#seen.includes(value) || this.#seen.push(value) > mostObjects) return other;
    const kind = claimedKind(value);
    if (kind === 'object') return this.#fields(value as Readonly<Record<string, unknown>>);
    return kind === 'array' && isPlainArray(value as readonly unknown[]) ? this.#elements(value as readonly unknown[]) : other;
  }

  #fields(object: Readonly<Record<string, unknown>>): unknown {
    const keys = Object.keys(object);
    const copy: Record<string, unknown> = {};
    this.#head(0xa0, keys.length);
    for (const key of keys) {
      if (key === '__proto__' || this.#text(key) === other) return other;
      const field = this.#value(object[key]);
      if (field === other) return other;
      copy[key] = field;
    }
    return copy;
  }

  #elements(array: readonly unknown[]): unknown {
    const copy: unknown[] = [];
    this.#head(0x80, array.length);
    for (const value of array) {
      const element = this.#value(value);
      if (element === other) return other;
      copy.push(element);
    }
    return copy;
  }

  #simple(byte: number, value: unknown): unknown {
    this.#bytes[this.#at++] = byte;
    return value;
  }

  #text(text: string): unknown {
    if (text.length < 24 && this.#isShortAscii(text)) return text;
    if (this.#at + text.length > mostBytes || !isPlainText(text)) return other;
    const length = Buffer.byteLength(text);
    this.#head(0x60, length);
    this.#at += this.#bytes.write(text, this.#at);
    return text;
  }

  /** Written if it is. */
  #isShortAscii(text: string): boolean {
    const start = this.#at + 1;
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit >= 0x80) return false;
      this.#bytes[start + index] = unit;
    }
    this.#bytes[this.#at] = 0x60 | text.length;
    this.#at = start + text.length;
    return true;
  }

  #number(value: number): unknown {
    if (value >>> 0 === value) {
      // Negative zero.
      if (value === 0 && 1 / value < 0) return other;
      this.#head(0x00, value);
    } else if (Number.isInteger(value) && value < 0 && value >= -highest) this.#head(0x20, -1 - value);
    else {
      this.#bytes[this.#at++] = 0xfb;
      this.#view.setFloat64(this.#at, value);
      this.#at += 8;
    }
    return value;
  }

  /** A major type with a number, in its shortest form of at most 4 bytes. */
  #head(type: number, number: number): void {
    if (number < 24) this.#bytes[this.#at++] = type | number;
    else if (number < 0x100) {
      this.#bytes[this.#at++] = type | 24;
      this.#bytes[this.#at++] = number;
    } else if (number < 0x10000) {
      this.#bytes[this.#at++] = type | 25;
      this.#at = this.#bytes.writeUInt16BE(number, this.#at);
    } else {
      this.#bytes[this.#at++] = type | 26;
      this.#at = this.#bytes.writeUInt32BE(number, this.#at);
    }
  }
}

const highest = 2 ** 32;
const writer = new Writer();
