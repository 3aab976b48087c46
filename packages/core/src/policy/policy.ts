/**
 * Policies as the graph holds them: every time in milliseconds, every default filled in by the compiler's call of
 * {@link taskPolicy}. This file is the only source of the defaults.
 */

/** How a failed attempt is tried again. */
export interface RetryPolicy {
  /** Attempts in all, the first included. `null` means for ever (JSON has no `Infinity`). */
  readonly attempts: number | null;
  readonly initialDelayMs: number;
  /** Factor from one delay to the next. */
  readonly backoff: number;
  readonly maxDelayMs: number;
  /** `full`: a random delay between 0 and the computed one. */
  readonly jitter: 'full' | 'none';
  /** Names of error classes that end the retries. */
  readonly nonRetryable: readonly string[];
}

/** How a task is performed. */
export interface TaskPolicy {
  /** Bound of one attempt; `null`: none. */
  readonly timeoutMs: number | null;
  readonly retry: RetryPolicy;
  /** What a worker has to have to perform it: sorted, each once. Absent: nothing. */
  readonly tags?: readonly string[];
  /** It gets a transaction, which its step commits. Absent: it does not. */
  readonly transactional?: true;
  /** Its result may be committed together with the step after it. Absent: it is committed before that begins. */
  readonly pure?: true;
}

/** `full`: outcomes and continuations; `outcomes`; `none`; or outcomes of the last `n` finished nodes of an instance. */
export type HistoryPolicy = 'full' | 'outcomes' | 'none' | { readonly last: number };
