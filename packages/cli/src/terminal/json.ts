/**
 * Values as JSON, for programs that read our output. JSON is poorer than what a workflow can hold: dates become ISO
 * text, `bigint` decimal text, bytes base64, sets arrays, maps arrays of pairs, errors objects with `name`, `message`,
 * `stack` and their fields; a repeated ancestor becomes `"[Circular]"`, what lies very deep `"[Deep]"`, and what is met
 * again and again `"[Repeated]"`: a value that is small in memory can be endless as JSON. Always valid JSON, never throws.
 */
import { types } from 'node:util';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Writes a value as indented JSON. */
export function formatJson(value: unknown): string {
  return JSON.stringify(toJson(value), null, 2);
}

/** The JSON form of any value; `undefined` becomes `null` (in an object: the property is left out). */
export function toJson(value: unknown): Json {
  return new Conversion().of(value);
}

/** Deeper than people read, and not so deep that the stack ends. */
const maxDepth = 200;
/** Objects that are written although they were written before. */
const maxRepeats = 100_000;

const errorFields = ['name', 'message', 'stack', 'cause', 'errors'] as const;

class Conversion {
  readonly #ancestors = new Set<object>();
  readonly #met = new Set<object>();
  #repeats = 0;

  readonly of = (value: unknown): Json => {
    switch (typeof value) {
      case 'object':
        return value === null ? null : this.#object(value);
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
  };

  #object(value: object): Json {
    if (this.#ancestors.has(value)) return '[Circular]';
    if (this.#ancestors.size >= maxDepth) return '[Deep]';
    if (this.#met.has(value)) this.#repeats += 1;
    if (this.#repeats > maxRepeats) return '[Repeated]';
    this.#met.add(value);
    this.#ancestors.add(value);
    const json = this.#content(value);
    this.#ancestors.delete(value);
    return json;
  }

  #content(value: object): Json {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    if (value instanceof URL || value instanceof RegExp) return String(value);
    if (types.isAnyArrayBuffer(value)) return Buffer.from(value).toString('base64');
    if (ArrayBuffer.isView(value)) return this.#view(value);
    if (Array.isArray(value) || value instanceof Set || value instanceof Map) return Array.from(value as Iterable<unknown>, this.of);
    return this.#fields(value);
  }

  #view(view: ArrayBufferView): Json {
    if (view instanceof Uint8Array || view instanceof DataView) {
      return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('base64');
    }
    return Array.from(view as unknown as Iterable<unknown>, this.of);
  }

  #fields(value: object): Json {
    const inherited = value instanceof Error ? errorFields.map((field): [string, unknown] => [field, Reflect.get(value, field)]) : [];
    const present = [...inherited, ...Object.entries(value)].filter(([, field]) => field !== undefined);
    return Object.fromEntries(present.map(([key, field]) => [key, this.of(field)]));
  }
}
