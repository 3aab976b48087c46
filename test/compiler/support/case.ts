/**
 * The format of accepted programs. Each module `accept/<case>/<case>.workflow.ts` exports one workflow class, which
 * can be made without arguments, and `cases`.
 *
 * Always: a program is deterministic, and its tasks end without waiting for anything but themselves, so that every way
 * of running it gives the same.
 */

/** A signal of the script: sent `at` milliseconds after the start. */
export interface ScriptedSignal {
  readonly at: number;
  readonly name: string;
  readonly value: unknown;
}

export interface Case {
  readonly name: string;
  readonly input?: unknown;
  /** Sent in this order; default: none. */
  readonly signals?: readonly ScriptedSignal[];
  /** What must come out, besides all ways agreeing. */
  readonly expect?: Expected;
  /** Why the tasks called are not compared, e.g. that losing lanes are canceled on the engine alone. */
  readonly traceDiffers?: string;
  /** Why the plain run does something else; `expect` says what the engine must do. */
  readonly plainDiffers?: string;
}

export type Expected =
  | { readonly value: unknown }
  /** Name and message of the error that the workflow ends with. */
  | { readonly error: readonly [name: string, message: string] };
