/** Values and times as messages show them: on one line, and not too long. */
import { inspect } from 'node:util';

const longest = 100;

/** A value, shortened. */
export function shown(value: unknown): string {
  if (value instanceof Error) return cut(`${value.name}: ${value.message}`);
  const text = inspect(value, { depth: 3, breakLength: Infinity, maxArrayLength: 6, maxStringLength: 60, compact: true });
  return cut(text.replaceAll(/\s+/g, ' '));
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

const units: readonly (readonly [name: string, ms: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
];

/** A time span in its two largest units, e.g. `2d 3h`. */
export function span(ms: number): string {
  let left = Math.round(ms);
  const parts: string[] = [];
  for (const [name, size] of units) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count}${name}`);
  }
  return parts.length === 0 ? '0s' : parts.slice(0, 2).join(' ');
}
