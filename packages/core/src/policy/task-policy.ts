/** From options to policies: the only source of the defaults. */
import { OptionInvalidError } from '../errors/flow.js';
import { parseDuration } from './duration.js';
import type { RetryOptions, TaskOptions } from './options.js';
import { parseTags } from './placement.js';
import type { HistoryPolicy, RetryPolicy, TaskPolicy } from './policy.js';

const defaultAttempts = 3;
const defaultInitialDelayMs = 1_000;
const defaultBackoff = 2;
const defaultMaxDelayMs = 60_000;

/** The history that is kept when a workflow says nothing of it. */
export const defaultHistory: HistoryPolicy = 'outcomes';

/** As {@link TaskOptions}, but with error classes named, as a compiler that cannot load them gives them. */
export interface NamedTaskOptions extends Omit<TaskOptions, 'retry'> {
  /** As {@link TaskOptions.retry}. */
  readonly retry?: Omit<RetryOptions, 'nonRetryable'> & { readonly nonRetryable?: readonly (string | { readonly name: string })[] };
}

function attemptsOf(attempts: number): number | null {
  if (attempts === Infinity) return null;
  if (!Number.isSafeInteger(attempts) || attempts < 1)
    throw new OptionInvalidError('retry.attempts', 'must be a whole number of at least 1, or Infinity');
  return attempts;
}

function backoffOf(backoff: number): number {
  if (!(backoff >= 1 && backoff < Infinity)) throw new OptionInvalidError('retry.backoff', 'must be a number of at least 1');
  return backoff;
}

function timeoutOf(timeout: TaskOptions['timeout']): number | null {
  if (timeout === undefined) return null;
  const timeoutMs = parseDuration(timeout);
  if (timeoutMs === 0) throw new OptionInvalidError('timeout', 'must be longer than 0');
  return timeoutMs;
}

function retryPolicy(retry: NonNullable<NamedTaskOptions['retry']>): RetryPolicy {
  return {
    attempts: attemptsOf(retry.attempts ?? defaultAttempts),
    initialDelayMs: parseDuration(retry.initialDelay ?? defaultInitialDelayMs),
    backoff: backoffOf(retry.backoff ?? defaultBackoff),
    maxDelayMs: parseDuration(retry.maxDelay ?? defaultMaxDelayMs),
    jitter: retry.jitter ?? 'full',
    nonRetryable: (retry.nonRetryable ?? []).map((error) => (typeof error === 'string' ? error : error.name)),
  };
}

function transactionalOf({ transactional = false }: NamedTaskOptions): Pick<TaskPolicy, 'transactional'> {
  if (typeof transactional !== 'boolean') throw new OptionInvalidError('transactional', 'must be true or false');
  return transactional ? { transactional } : {};
}

function pureOf({ pure = false, transactional }: NamedTaskOptions): Pick<TaskPolicy, 'pure'> {
  if (typeof pure !== 'boolean') throw new OptionInvalidError('pure', 'must be true or false');
  if (pure && transactional === true)
    throw new OptionInvalidError('pure', 'must not be true in a transactional task, whose effect is what it writes');
  return pure ? { pure } : {};
}

/**
 * The policy of a task with these options, every default filled in.
 *
 * @throws {OptionInvalidError} or {DurationInvalidError} if an option has an impossible value.
 */
export function taskPolicy(options: NamedTaskOptions = {}): TaskPolicy {
  const tags = parseTags(options.tags ?? []);
  return {
    timeoutMs: timeoutOf(options.timeout),
    retry: retryPolicy(options.retry ?? {}),
    ...(tags.length > 0 && { tags }),
    ...transactionalOf(options),
    ...pureOf(options),
  };
}
