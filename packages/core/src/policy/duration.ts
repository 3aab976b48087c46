/** Durations as authors write them, and as the engine uses them: whole milliseconds, never negative. */
import ms from 'ms';
import { DurationInvalidError, InstantInvalidError } from '../errors/flow.js';

type Unit =
  'ms' | 's' | 'sec' | 'm' | 'min' | 'h' | 'hour' | 'hours' | 'd' | 'day' | 'days' | 'w' | 'week' | 'weeks' | 'y' | 'year' | 'years';

/** Milliseconds, or a number with a unit: `500`, `'90s'`, `'1.5h'`, `'7 days'` (a day is 24 hours, a year 365.25 days). */
export type Duration = number | `${number}${Unit}` | `${number} ${Unit}`;

/** The latest point in time that a `Date` can hold, in milliseconds since 1970. */
export const latestInstant = 8.64e15;

function show(value: unknown): string {
  if (typeof value === 'string') return `'${value.slice(0, 100)}'`;
  return typeof value === 'object' && value !== null ? `an object (${Object.prototype.toString.call(value).slice(8, -1)})` : String(value);
}

function millisecondsOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.length > 0 && value.length <= 100 && /[a-z]$/i.test(value)
    ? (ms(value as ms.StringValue) ?? NaN)
    : NaN;
}

/**
 * Whole milliseconds of a duration, rounded up (a wait is never early); what is negative counts as 0.
 *
 * @throws {DurationInvalidError} if it is anything else, e.g. `'soon'`, `'90'`, `NaN` or `Infinity`.
 */
export function parseDuration(value: unknown): number {
  const milliseconds = millisecondsOf(value);
  if (!(Math.abs(milliseconds) <= latestInstant)) throw new DurationInvalidError(show(value));
  return Math.max(0, Math.ceil(milliseconds)) + 0;
}

/**
 * Whole milliseconds since 1970 of a `Date` or of such a number, rounded up.
 *
 * @throws {InstantInvalidError} if it is neither, or an invalid `Date`.
 */
export function parseInstant(value: unknown): number {
  const instant = value instanceof Date ? value.getTime() : typeof value === 'number' ? value : NaN;
  if (!(Math.abs(instant) <= latestInstant)) throw new InstantInvalidError(value instanceof Date ? 'an invalid Date' : show(value));
  return Math.ceil(instant);
}
