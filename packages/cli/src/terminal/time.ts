/** Times for people: local clock time, durations with their two largest units, distances from now. */
import prettyMs from 'pretty-ms';

/** `2026-11-22`, on the reader's clock. */
export function date(instant: number): string {
  const at = new Date(instant);
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(twoDigits).join('-');
}

/** `2026-11-22 09:41:07`, on the reader's clock. */
export function dateTime(instant: number): string {
  const at = new Date(instant);
  return `${date(instant)} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join(':')}`;
}

/** `09:41:07.123`, on the reader's clock. */
export function clockTime(instant: number): string {
  return `${dateTime(instant).slice(-8)}.${String(new Date(instant).getMilliseconds()).padStart(3, '0')}`;
}

/** `12ms`, `1.4s`, `2h 5m`. */
export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)}ms` : prettyMs(ms, { unitCount: 2, secondsDecimalDigits: ms < 60_000 ? 1 : 0 });
}

/** `in 2h 5m`, `3s ago`. */
export function fromNow(instant: number, now: number): string {
  return instant > now ? `in ${duration(instant - now)}` : `${duration(now - instant)} ago`;
}

function twoDigits(part: number): string {
  return String(part).padStart(2, '0');
}
