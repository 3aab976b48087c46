/** PostgreSQL's binary format of arrays: one dimension, elements of one type, some of them null. */
import { assert } from '@waystone/core';
import type { Column } from '../statement.js';
import { toStored } from './text.js';

type ElementType = Column<unknown>['type'];

/** Names and object ids of the element types. */
const elements: { readonly [Type in ElementType]: { readonly name: string; readonly oid: number } } = {
  integer: { name: 'bigint', oid: 20 },
  text: { name: 'text', oid: 25 },
  bytes: { name: 'bytea', oid: 17 },
};

/** What SQL calls one of these. */
export function elementType(type: ElementType): string {
  return elements[type].name;
}

/** What SQL calls an array of these. */
export function arrayType(type: ElementType): string {
  return `${elementType(type)}[]`;
}

const headerBytes = 20;
const lengthBytes = 4;
const nullLength = -1;
const highWord = 2 ** 32;

/** Where elements are written. */
interface Target {
  readonly buffer: Buffer;
  readonly view: DataView;
}

/** Rows that come together are much alike: in most columns all are the same. */
export function encodeArray(type: ElementType, values: readonly unknown[]): Buffer {
  return areSame(values) ? encodeSame(type, values) : encodeOthers(type, values);
}

function areSame(values: readonly unknown[]): boolean {
  return values.length > 1 && values.every((value) => value === values[0]);
}

/** Written once, and copied, each time as much as is there already. */
function encodeSame(type: ElementType, values: readonly unknown[]): Buffer {
  const stored = type === 'text' ? textOf(values[0]) : values[0];
  const length = lengthOf(type, stored);
  const target = targetOf(type, { count: values.length, bytes: values.length * Math.max(length, 0), hasNull: length === nullLength });
  writeElements(target, type, { stored: [stored], lengths: [length] });
  const { buffer } = target;
  for (let done = (buffer.length - headerBytes) / values.length; headerBytes + done < buffer.length; done *= 2) {
    buffer.copyWithin(headerBytes + done, headerBytes, Math.min(headerBytes + done, buffer.length - done));
  }
  return buffer;
}

/** What is the same as the one before is measured once, and copied. */
function encodeOthers(type: ElementType, values: readonly unknown[]): Buffer {
  const stored = type === 'text' ? values.map(textOf) : values;
  const lengths = lengthsOf(type, stored);
  const bytes = lengths.reduce((sum, length) => sum + Math.max(length, 0), 0);
  const target = targetOf(type, { count: values.length, bytes, hasNull: lengths.includes(nullLength) });
  writeElements(target, type, { stored, lengths });
  return target.buffer;
}

function textOf(value: unknown): unknown {
  return value === null ? null : toStored(value as string);
}

function lengthsOf(type: ElementType, values: readonly unknown[]): readonly number[] {
  let before: unknown;
  let length = nullLength;
  return values.map((value, index) => {
    if (index === 0 || value !== before) length = lengthOf(type, value);
    before = value;
    return length;
  });
}

function lengthOf(type: ElementType, value: unknown): number {
  if (value === null) return nullLength;
  if (type === 'integer') return 8;
  return type === 'text' ? Buffer.byteLength(value as string) : (value as Uint8Array).byteLength;
}

interface Extent {
  readonly count: number;
  /** Of all elements together. */
  readonly bytes: number;
  readonly hasNull: boolean;
}

/** With its header. */
function targetOf(type: ElementType, { count, bytes, hasNull }: Extent): Target {
  const size = headerBytes + count * lengthBytes + bytes;
  const buffer = Buffer.allocUnsafe(size);
  const view = new DataView(buffer.buffer, buffer.byteOffset, size);
  view.setInt32(0, 1);
  view.setInt32(4, hasNull ? 1 : 0);
  view.setInt32(8, elements[type].oid);
  view.setInt32(12, count);
  view.setInt32(16, 1);
  return { buffer, view };
}

interface Elements {
  readonly stored: readonly unknown[];
  readonly lengths: readonly number[];
}

function writeElements(target: Target, type: ElementType, { stored, lengths }: Elements): void {
  let at = headerBytes;
  for (let index = 0; index < stored.length; index += 1) {
    const length = lengths[index] ?? nullLength;
    target.view.setInt32(at, length);
    at += lengthBytes;
    if (length <= 0) continue;
    if (index > 0 && stored[index] === stored[index - 1]) target.buffer.copyWithin(at, at - length - lengthBytes, at - lengthBytes);
    else writers[type](target, stored[index], at);
    at += length;
  }
}

const writers: { readonly [Type in ElementType]: (target: Target, value: unknown, at: number) => void } = {
  integer: ({ view }, value, at) => {
    assert(Number.isSafeInteger(value), 'a whole number is none, or not below 2⁵³');
    view.setInt32(at, Math.floor((value as number) / highWord));
    view.setUint32(at + 4, (value as number) >>> 0);
  },
  text: ({ buffer }, value, at) => void buffer.write(value as string, at),
  bytes: ({ buffer }, value, at) => buffer.set(value as Uint8Array, at),
};
