/** When a failed attempt is tried again. */
import { NonRetryableError } from '@waystone/core';
import type { RetryPolicy } from '@waystone/core';
import { expect, test } from 'vitest';
import { retryDelay } from '../../packages/engine/src/worker/retry.js';

const policy: RetryPolicy = {
  attempts: 3,
  initialDelayMs: 1_000,
  backoff: 2,
  maxDelayMs: 60_000,
  jitter: 'none',
  nonRetryable: ['Declined'],
};
const forEver: RetryPolicy = { ...policy, attempts: null };

class Declined extends Error {}
class DeclinedForGood extends Declined {}

function delayAfter(attempt: number, by: RetryPolicy = policy, error: unknown = new Error('broken')): number | undefined {
  return retryDelay(by, attempt, error, { next: () => 0.25 });
}

test('delays grow by the factor up to the longest, as often as there are attempts', () => {
  expect([1, 2, 3].map((attempt) => delayAfter(attempt))).toEqual([1_000, 2_000, undefined]);
  expect([6, 7, 100_000].map((attempt) => delayAfter(attempt, forEver))).toEqual([32_000, 60_000, 60_000]);
  expect([1, 5_000].map((attempt) => delayAfter(attempt, { ...forEver, backoff: 1 }))).toEqual([1_000, 1_000]);
});

test('no delay stays none, however many attempts there were', () => {
  expect([1, 2_000].map((attempt) => delayAfter(attempt, { ...forEver, initialDelayMs: 0 }))).toEqual([0, 0]);
});

test('full jitter takes a random part of the delay', () => {
  expect(delayAfter(2, { ...policy, jitter: 'full' })).toBe(500);
});

test('errors that end the retries are known by their classes and the classes of those', () => {
  const errors = [new NonRetryableError('never'), new Declined(), new DeclinedForGood(), Object.assign(new Error(), { name: 'Declined' })];
  expect(errors.map((error) => delayAfter(1, policy, error))).toEqual(errors.map(() => undefined));
  expect(delayAfter(1, policy, 'Declined')).toBe(1_000);
});
