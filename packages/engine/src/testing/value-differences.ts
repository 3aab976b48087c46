/** What is different about values, as lines for people. */
import { inspect, isDeepStrictEqual } from 'node:util';

type Statuses = Readonly<Record<string, unknown>>;

/** As lines, each with what is different in the beginning. */
export function differencesOfStatuses(what: string, expected: Statuses, found: Statuses): readonly string[] {
  return Object.keys(expected).flatMap((name) => differenceOf(`${what} ${name}`, expected[name], found[name]));
}

/** As a line, or none. */
export function differenceOf(what: string, expected: unknown, found: unknown): string[] {
  return isDeepStrictEqual(expected, found) ? [] : [`${what}: expected ${wholly(expected)}, got ${wholly(found)}`];
}

/** A value with all that may be different in it. */
export function wholly(value: unknown): string {
  return inspect(value, { depth: 8, breakLength: 120, maxArrayLength: 50, maxStringLength: 500, sorted: true });
}
