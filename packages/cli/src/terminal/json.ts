/**
 * Values as JSON, for programs that read our output. JSON is poorer than what a workflow can hold: dates become ISO
 * text, `bigint` decimal text, bytes base64, sets arrays, maps arrays of pairs, errors objects with `name`, `message`,
 * `stack` and their fields; a repeated ancestor becomes `"[Circular]"`. Always valid JSON, never throws.
 */
import { types } from 'node:util';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Writes a value as indented JSON. */
export function formatJson(value: unknown): string {
  return JSON.stringify(toJson(value), null, 2);
}

/** The JSON form of any value; `undefined` becomes `null` (in an object: the property is left out). */
export function toJson(value: unknown, ancestors: readonly object[] = []): Json {
  switch (typeof value) {
    case 'object':
      return value === null ? null : objectToJson(value, ancestors);
    case 'undefined':
      return null;
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
    case 'symbol':
    case 'function':
      return String(value);
  }
}

function objectToJson(value: object, ancestors: readonly object[]): Json {
  if (ancestors.includes(value)) return '[Circular]';
  const below = [...ancestors, value];
  const list = (items: Iterable<unknown>): Json => Array.from(items, (item) => toJson(item, below));
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof URL || value instanceof RegExp) return String(value);
  if (types.isAnyArrayBuffer(value)) return Buffer.from(value).toString('base64');
  if (ArrayBuffer.isView(value)) return viewToJson(value);
  if (Array.isArray(value) || value instanceof Set || value instanceof Map) return list(value);
  return fieldsToJson(value, below);
}

function viewToJson(view: ArrayBufferView): Json {
  if (view instanceof Uint8Array || view instanceof DataView) {
    return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('base64');
  }
  return Array.from(view as unknown as Iterable<unknown>, (item) => toJson(item));
}

const errorFields = ['name', 'message', 'stack', 'cause', 'errors'] as const;

function fieldsToJson(value: object, below: readonly object[]): Json {
  const inherited = value instanceof Error ? errorFields.map((field): [string, unknown] => [field, Reflect.get(value, field)]) : [];
  const present = [...inherited, ...Object.entries(value)].filter(([, field]) => field !== undefined);
  return Object.fromEntries(present.map(([key, field]) => [key, toJson(field, below)]));
}
