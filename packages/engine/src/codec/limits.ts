/**
 * How much one value may be. Part of the format (`docs/format.md`): whatever is sealed can be opened, and what is opened takes
 * memory and time in proportion to its bytes.
 */
import { ValueTooLargeError } from '@waystone/core';

/** Objects in one value. */
export const maxObjects = 2 ** 19;
/** Arrays, maps, byte strings and dates in one payload: an error is written as three. */
export const maxContainers = 4 * maxObjects;
/** Arrays, maps and tags inside each other in one payload: each of the 64 objects that may lie inside each other is written as up to three. */
export const maxNesting = 256;

/**
 * What is counted before a value is written, so that one that is too large is refused before its bytes are made: a text that a
 * value holds a thousand times takes no memory until it is written a thousand times.
 */
export class Size {
  /** The value takes no fewer bytes. */
  #bytes = 0;

  constructor(
    private readonly root: string,
    private readonly maxBytes: number,
  ) {}

  /** @throws {ValueTooLargeError} if that is too much. */
  addBytes(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.maxBytes) throw new ValueTooLargeError(this.root, 'bytes', { size: this.#bytes, limit: this.maxBytes });
  }

  /** @throws {ValueTooLargeError} if there are too many. */
  assertObjects(count: number): void {
    if (count > maxObjects) throw new ValueTooLargeError(this.root, 'objects', { size: count, limit: maxObjects });
  }
}
