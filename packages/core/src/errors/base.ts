/**
 * Public errors. Three kinds of failure are told apart by type: the author's mistakes are diagnostics (collected by the
 * compiler), the world's are {@link WaystoneError}s (code, what to do next, `retryable`), ours are
 * {@link InvariantError}s (never retried, never caught).
 */

/** What errors may say beside their message. */
export interface WaystoneErrorOptions {
  /** What led to it. */
  readonly cause?: unknown;
  /** Trying the same again later may work. Default: false. */
  readonly retryable?: boolean;
}

/** Base of every error that Waystone throws at its users. `code` is stable; the message says what to do next. */
export abstract class WaystoneError extends Error {
  /** Stable, upper case: `INSTANCE_EXISTS`. Listed in `docs/errors.md`. */
  abstract readonly code: string;
  readonly retryable: boolean;

  constructor(message: string, options: WaystoneErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = new.target.name;
    this.retryable = options.retryable ?? false;
  }
}

/** A bug in Waystone itself. Please report it. */
export class InvariantError extends Error {
  readonly code = 'INVARIANT';
  /** What is not true that always should be: the message without what to do. */
  readonly reason: string;
  constructor(reason: string) {
    super(`${reason} (this is a bug in Waystone; please report it)`);
    this.name = 'InvariantError';
    this.reason = reason;
  }
}

/** Asserts what must always be true. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
