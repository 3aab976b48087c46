/**
 * A diagnostic: one mistake of the author, with a stable code, a place, what is wrong and what to write instead.
 *
 * Always: made only by the functions of `messages.ts`, which are generated from the catalogue in `codegen/messages`.
 */
import type { Place } from './place.js';

/** An `error` keeps the build from writing anything; a `warning` does not. */
export type Severity = 'error' | 'warning';

/** A mistake of the author, or what may be one. */
export interface Diagnostic {
  /** Stable, e.g. `call_not_awaited`; a heading of `docs/diagnostics.md`. */
  readonly code: string;
  readonly severity: Severity;
  readonly place: Place;
  /** What is wrong, in one sentence. */
  readonly problem: string;
  /** What to write instead, in one sentence. */
  readonly fix: string;
}
