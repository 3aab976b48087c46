/** When a failed attempt is tried again. Pure. */
import { NonRetryableError } from '@waystone/core';
import type { RetryPolicy } from '@waystone/core';
import type { Random } from '../ports.js';

/** Milliseconds until the next attempt, or `undefined` if the failure is final. `attempt` is the 1-based one that failed. */
export function retryDelay(policy: RetryPolicy, attempt: number, error: unknown, random: Random): number | undefined {
  if (policy.attempts !== null && attempt >= policy.attempts) return undefined;
  if (isNonRetryable(policy, error)) return undefined;
  const factor = Math.min(policy.backoff ** (attempt - 1), Number.MAX_SAFE_INTEGER);
  const delay = Math.min(policy.initialDelayMs * factor, policy.maxDelayMs);
  return Math.round(policy.jitter === 'full' ? delay * random.next() : delay);
}

function isNonRetryable(policy: RetryPolicy, error: unknown): boolean {
  if (error instanceof NonRetryableError) return true;
  return error instanceof Error && policy.nonRetryable.some((name) => classNames(error).includes(name));
}

/** The error's own name and those of its classes, so that a subclass of a listed class counts as well. */
function classNames(error: Error): readonly string[] {
  const names = [error.name];
  for (let at: unknown = Object.getPrototypeOf(error); at instanceof Error; at = Object.getPrototypeOf(at)) names.push(at.constructor.name);
  return names;
}
