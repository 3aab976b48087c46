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

/** What SQL calls an array of these. */
export function arrayType(type: ElementType): string {
  return `${elements[type].name}[]`;
}

const headerBytes = 20;
const lengthBytes = 4;
const nullLength = -1;
const highWord = 2 ** 32;

export function encodeArray(type: ElementType, values: readonly unknown[]): Buffer {
  const stored = type === 'text' ? values.map(textOf) : values;
  const lengths = stored.map((value) => lengthOf(type, value));
  const size = lengths.reduce<number>((sum, length) => sum + Math.max(length, 0) + lengthBytes, headerBytes);
  const buffer = Buffer.allocUnsafe(size);
  writeHeader(buffer, elements[type].oid, lengths);
  let at = headerBytes;
  for (const [index, value] of stored.entries()) {
    const length = lengths[index] ?? nullLength;
    at = buffer.writeInt32BE(length, at);
    if (length === nullLength) continue;
    writers[type](buffer, value, at);
    at += length;
  }
  return buffer;
}

function textOf(value: unknown): unknown {
  return value === null ? null : toStored(value as string);
}

function lengthOf(type: ElementType, value: unknown): number {
  if (value === null) return nullLength;
  if (type === 'integer') return 8;
  return type === 'text' ? Buffer.byteLength(value as string) : (value as Uint8Array).byteLength;
}

function writeHeader(buffer: Buffer, oid: number, lengths: readonly number[]): void {
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(lengths.includes(nullLength) ? 1 : 0, 4);
  buffer.writeInt32BE(oid, 8);
  buffer.writeInt32BE(lengths.length, 12);
  buffer.writeInt32BE(1, 16);
}

const writers: { readonly [Type in ElementType]: (buffer: Buffer, value: unknown, at: number) => void } = {
  integer: (buffer, value, at) => {
    assert(Number.isSafeInteger(value), `${String(value)} is no whole number below 2⁵³`);
    buffer.writeInt32BE(Math.floor((value as number) / highWord), at);
    buffer.writeUInt32BE((value as number) >>> 0, at + 4);
  },
  text: (buffer, value, at) => void buffer.write(value as string, at),
  bytes: (buffer, value, at) => buffer.set(value as Uint8Array, at),
};
