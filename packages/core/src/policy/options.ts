/** The options of decorators, as authors write them. Literals (or constants) only: the compiler evaluates them. */
import type { Duration } from './duration.js';
import type { Priority } from './placement.js';
import type { HistoryPolicy } from './policy.js';

/** How a failed attempt of a task is tried again. Delays grow by `backoff` from `initialDelay` up to `maxDelay`. */
export interface RetryOptions {
  /** Attempts in all, the first included; `Infinity`: for ever. Default 3. */
  readonly attempts?: number;
  /** Delay before the second attempt. Default 1 s. */
  readonly initialDelay?: Duration;
  /** Factor from one delay to the next; 1: always the same. Default 2. */
  readonly backoff?: number;
  /** Upper bound of a delay. Default 1 min. */
  readonly maxDelay?: Duration;
  /** `'full'` (default): a random delay between 0 and the computed one, so that many failures do not come back at once. */
  readonly jitter?: 'full' | 'none';
  /** Errors of these classes (or of classes derived from them) end the retries. */
  readonly nonRetryable?: readonly (abstract new (...args: never[]) => Error)[];
}

/** Options of `@task`. */
export interface TaskOptions {
  /** Bound of one attempt; then `context().signal` aborts and the attempt has failed. Default: none. */
  readonly timeout?: Duration;
  /** How a failed attempt is tried again. Default: the defaults of {@link RetryOptions}, three attempts in all. */
  readonly retry?: RetryOptions;
  /** Only workers that have all of these perform it, e.g. `['gpu']`. Each 1 to 256 bytes. Default: any worker does. */
  readonly tags?: readonly string[];
  /**
   * `true`: `context().transaction()` is a transaction of the database that holds the store, and what the task writes there is
   * durable together with its result: exactly once. Keep such tasks short. Default: `false`.
   */
  readonly transactional?: boolean;
  /**
   * `true`: the task has no effects, and gives the same for the same arguments. Its result may then be committed together with the
   * step after it, which spares a commit; if the process dies before, it is performed again. Default: `false`.
   */
  readonly pure?: boolean;
}

/** Options of `@loop`. */
export interface LoopOptions {
  /** A whole number of at least 1. Applied by the engine; the class run as plain code does not count. */
  readonly maxIterations: number;
  /** When one more iteration would begin: `'fail'` (default) throws {@link LoopLimitError}, `'exit'` goes on after the loop. */
  readonly onMax?: 'fail' | 'exit';
}

/** Options of `@workflow`. */
export interface WorkflowOptions {
  /** Default: the class name without `Workflow`, in kebab case (`OrderWorkflow` → `order`). Names live as long as instances. */
  readonly name?: string;
  /** How much history is kept of every instance. Default `'outcomes'`. */
  readonly history?: HistoryPolicy;
  /** The queue of its instances, unless their start names another: 1 to 256 bytes. Default: `'default'`. */
  readonly queue?: string;
  /** The priority of its instances, unless their start gives another: 1 goes first, 5 last. Default: 3. */
  readonly priority?: Priority;
}
