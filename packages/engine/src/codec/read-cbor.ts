/**
 * Reads the CBOR of a payload: what `docs/format.md` says, and nothing else that CBOR has. `cbor-x` writes it; what it would
 * read besides (records, packed tables, strings by reference, objects read twice) is no part of the format.
 *
 * Always: every byte is read once; nothing is made that the bytes read so far do not pay for; no name in a payload leads to
 * a property of a prototype, or to code. What has references of a graph in it is left as a {@link Tag}, for `revive.ts`.
 */
import { Tag } from 'cbor-x';
import { isUtf8 } from 'node:buffer';
import { makeLeaf } from './leaves.js';
import { maxContainers, maxNesting } from './limits.js';
import { isAsciiIn, keyAt, longestChecked, longestSpelt, rememberKey, spelt } from './short-texts.js';
import { assertContent } from './tag-contents.js';
import { tags } from './tags.js';
import { typedArrayOf } from './typed-arrays.js';
import { Unreadable } from './unreadable.js';

const firstTag = tags.graph;
const lastTag = tags.view;
/** The head of a number that is no integer. */
const double = 0xfb;
/** Stands for a shared object that has not been read to its end. */
const unfinished = Symbol('unfinished');

/** @throws {Unreadable} for anything that is not the form of a payload. */
export function readCbor(payload: Buffer): unknown {
  return new Reading(payload).payload();
}

class Reading {
  #at = 0;
  #nesting = 0;
  #containers = 0;
  #claimed = 0;
  #isGraph = false;
  #view: DataView | undefined;
  readonly #shared: unknown[] = [];

  constructor(private readonly bytes: Buffer) {}

  payload(): unknown {
    const value = this.#item();
    if (this.#at < this.bytes.length) throw this.#wrong(`${this.bytes.length - this.#at} bytes too many`);
    return value;
  }

  #item(): unknown {
    const first = this.#byte();
    if (first === double) return this.#double();
    const info = first & 0x1f;
    switch (first >> 5) {
      case 0:
        return info === 27 ? this.#bigint() : this.#count(info);
      case 1:
        return info === 27 ? -1n - this.#bigint() : -1 - this.#count(info);
      case 2:
        return this.#ownBytes(this.#count(info));
      case 3:
        return this.#text(this.#count(info));
      case 4:
        return this.#array(this.#count(info));
      case 5:
        return this.#object(this.#count(info));
      case 6:
        return this.#tagged(this.#count(info));
      default:
        return this.#simple(info);
    }
  }

  /** The number in a head, or after it. */
  #count(info: number): number {
    if (info < 24) return info;
    if (info === 24) return this.#byte();
    if (info === 25) return this.bytes.readUInt16BE(this.#take(2));
    if (info === 26) return this.bytes.readUInt32BE(this.#take(4));
    throw this.#wrong(info === 31 ? 'a length that is not definite' : 'a number of more than 32 bits');
  }

  #bigint(): bigint {
    return this.bytes.readBigUInt64BE(this.#take(8));
  }

  #simple(info: number): unknown {
    switch (info) {
      case 20:
        return false;
      case 21:
        return true;
      case 22:
        return null;
      case 23:
        return undefined;
      default:
        throw this.#wrong('a simple value or float that is never written');
    }
  }

  #double(): number {
    this.#view ??= new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
    return this.#view.getFloat64(this.#take(8));
  }

  #ownBytes(length: number): Buffer {
    this.#addContainer();
    const start = this.#take(length);
    return Uint8Array.prototype.slice.call(this.bytes, start, start + length) as Buffer;
  }

  #text(length: number): string {
    const start = this.#take(length);
    const short = length <= longestSpelt ? spelt(this.bytes, start, length) : undefined;
    if (short !== undefined) return short;
    const isAscii = length <= longestChecked && isAsciiIn(this.bytes, start, start + length);
    if (isAscii) return this.bytes.toString('latin1', start, start + length);
    if (!isUtf8(this.bytes.subarray(start, start + length))) throw this.#wrong('text that is not UTF-8');
    return this.bytes.toString('utf8', start, start + length);
  }

  #array(length: number): unknown[] {
    this.#enterContainer();
    this.#claim(length);
    const array = new Array<unknown>(length);
    for (let index = 0; index < length; index += 1) array[index] = this.#item();
    this.#leave();
    return array;
  }

  #object(size: number): Record<string, unknown> {
    this.#enterContainer();
    this.#claim(2 * size);
    const object: Record<string, unknown> = {};
    for (let index = 0; index < size; index += 1) object[this.#key()] = this.#item();
    this.#leave();
    return object;
  }

  #key(): string {
    const first = this.#byte();
    if (first >> 5 !== 3) throw this.#wrong('a key that is no text');
    const length = this.#count(first & 0x1f);
    const known = keyAt(this.bytes, this.#at, length);
    if (known !== undefined) {
      this.#at += length;
      return known;
    }
    const key = this.#text(length);
    if (key === '__proto__') throw this.#wrong('a key that would be no property');
    rememberKey(key, length);
    return key;
  }

  #tagged(tag: number): unknown {
    if (tag >= firstTag && tag <= lastTag) return this.#tagOfGraph(tag);
    switch (tag) {
      case 1:
        return this.#date();
      case 28:
        return this.#share();
      case 29:
        return this.#sharedBefore();
      case 258:
        return new Set(this.#itemOf(4, 'a set that is no list', (length) => this.#array(length)));
      case 259:
        return this.#itemOf(5, 'a map that is none', (size) => this.#map(size));
      default:
        return this.#typedArray(tag);
    }
  }

  #date(): Date {
    this.#enterContainer();
    const seconds = this.#item();
    this.#leave();
    const date = new Date(typeof seconds === 'number' ? Math.round(seconds * 1000) : Number.NaN);
    if (Number.isNaN(date.getTime())) throw this.#wrong('a date that is none');
    return date;
  }

  #map(size: number): Map<unknown, unknown> {
    this.#enterContainer();
    this.#claim(2 * size);
    const map = new Map<unknown, unknown>();
    for (let index = 0; index < size; index += 1) map.set(this.#item(), this.#item());
    this.#leave();
    return map;
  }

  #typedArray(tag: number): ArrayBufferView {
    const make = typedArrayOf(tag);
    if (make === undefined) throw this.#wrong(`tag ${tag}, which is not known`);
    const array = make(this.#itemOf(2, 'numbers that are no bytes', (length) => this.#ownBytes(length)));
    if (array === undefined) throw this.#wrong('numbers that end too early');
    return array;
  }

  #share(): unknown {
    if (this.#isGraph) throw this.#wrong('a shared value in a graph');
    this.#enter();
    const number = this.#shared.push(unfinished) - 1;
    const value = this.#item();
    if (typeof value !== 'object' || value === null) throw this.#wrong('a shared value that is no object');
    this.#shared[number] = value;
    this.#leave();
    return value;
  }

  #sharedBefore(): unknown {
    const value = this.#shared[this.#itemOf(0, 'a shared value without a number', (number) => number)];
    if (value === undefined || value === unfinished) throw this.#wrong('a shared value that was not before');
    return value;
  }

  #tagOfGraph(tag: number): unknown {
    const isPlace = tag === tags.graph ? this.#nesting === 0 : this.#isGraph;
    if (!isPlace) throw this.#wrong('a graph inside a value, or a part of one outside');
    this.#isGraph = true;
    this.#enter();
    const content = this.#item();
    this.#leave();
    const leaf = makeLeaf(tag, content);
    if (typeof leaf === 'object') this.#addContainer();
    if (leaf !== undefined) return leaf;
    assertContent(tag, content);
    return new Tag(content, tag);
  }

  /** What follows must be of a major type. */
  #itemOf<Content>(major: number, problem: string, read: (count: number) => Content): Content {
    const first = this.#byte();
    if (first >> 5 !== major) throw this.#wrong(problem);
    return read(this.#count(first & 0x1f));
  }

  #enterContainer(): void {
    this.#addContainer();
    this.#enter();
  }

  #enter(): void {
    this.#nesting += 1;
    if (this.#nesting > maxNesting) throw this.#wrong(`more than ${maxNesting} items inside each other`);
  }

  #leave(): void {
    this.#nesting -= 1;
  }

  #addContainer(): void {
    this.#containers += 1;
    if (this.#containers > maxContainers) throw this.#wrong(`more than ${maxContainers} arrays, maps, byte strings and dates`);
  }

  /** Each item takes a byte at least, so all lists together cannot promise more items than there are bytes. */
  #claim(items: number): void {
    this.#claimed += items;
    if (this.#claimed > this.bytes.length) throw this.#wrong('a promise of more items than there are bytes');
  }

  #byte(): number {
    const byte = this.bytes[this.#at];
    if (byte === undefined) throw this.#wrong('its end');
    this.#at += 1;
    return byte;
  }

  /** Where the next bytes begin, all of which are there. */
  #take(count: number): number {
    const start = this.#at;
    if (count > this.bytes.length - start) throw this.#wrong('its end');
    this.#at = start + count;
    return start;
  }

  #wrong(found: string): Unreadable {
    return new Unreadable(`at byte ${this.#at} there is ${found}`);
  }
}
