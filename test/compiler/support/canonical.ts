/**
 * Values as text. Always: two values have the same text if and only if a program that holds one of them could not tell it
 * from the other: `-0` is not `0`, the order of keys counts, and so does which parts of it are one and the same object.
 */
import { types } from 'node:util';

export function canonical(value: unknown): string {
  return new Canonical().text(value);
}

class Canonical {
  readonly #seen = new Map<object, number>();

  text(value: unknown): string {
    if (typeof value === 'string') return JSON.stringify(value);
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
    const before = this.#seen.get(value);
    if (before !== undefined) return `#${before}`;
    this.#seen.set(value, this.#seen.size);
    return `${this.#content(value)}${this.#fields(value)}`;
  }

  #content(value: object): string {
    if (value instanceof Map) return `Map[${[...value].map(([key, item]) => `${this.text(key)} => ${this.text(item)}`).join(', ')}]`;
    if (value instanceof Set) return `Set[${[...value].map((item) => this.text(item)).join(', ')}]`;
    if (value instanceof Error) return `${value.constructor.name}(${this.text([value.name, value.message, value.cause])})`;
    if (value instanceof Date) return `Date(${value.getTime()})`;
    if (types.isTypedArray(value)) return `${value.constructor.name}[${[...value].map((item) => this.text(item)).join(', ')}]`;
    if (value instanceof RegExp || value instanceof URL) return `${value.constructor.name}(${String(value)})`;
    return Array.isArray(value) ? `Array(${value.length})` : '';
  }

  /** Own fields, the indices of lists among them; a hole has none. */
  #fields(value: object): string {
    if (types.isTypedArray(value)) return '';
    const fields = Object.entries(value).filter(([key]) => !(value instanceof Error && key === 'name'));
    if (fields.length === 0 && Object.getPrototypeOf(value) !== Object.prototype) return '';
    return `{ ${fields.map(([key, item]) => `${key}: ${this.text(item)}`).join(', ')} }`;
  }
}
