/** Adding to an instant, within what a `Date` can show. */
import { latestInstant } from '@waystone/core/runtime';
import type { Instant } from '../../ports.js';

export function later(at: Instant, ms: number): Instant {
  return Math.min(at + ms, latestInstant);
}
