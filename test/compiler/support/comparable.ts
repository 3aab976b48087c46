/** What of two runs has to be the same. */
import type { Case } from './case.js';
import type { Observed } from './observed.js';

/**
 * Lanes run in no promised order, so what they call and publish is compared as a set: a task that was under way in one
 * lane when the commit of another killed the process is performed again.
 */
export function comparable({ outcome, calls, published }: Observed, { traceDiffers }: Case, hasLanes: boolean): object {
  if (traceDiffers !== undefined) return { outcome };
  return hasLanes ? { outcome, calls: distinct(calls), published: distinct(published) } : { outcome, calls, published };
}

function distinct<T>(items: readonly T[]): T[] {
  const key = (item: T): string => JSON.stringify(item, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
  return [...new Map(items.map((item) => [key(item), item])).entries()]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, item]) => item);
}
