/** The tasks of a workflow as a test sees them: what may stand in their place, how they fail, and what they were called with. */
import type { Instant } from '../ports.js';

type Performed = (...args: never[]) => Promise<unknown>;

/** Names of the methods that can be tasks of a workflow. Which of them are, the graph knows. */
export type TaskName<W> = { [K in keyof W]-?: K extends 'run' ? never : W[K] extends Performed ? K : never }[keyof W] & string;

/** What may stand in the place of a task: a function of the same parameters that gives the same, at once or later. */
export type Fake<Task> = Task extends (...args: infer Args) => infer Result ? (...args: Args) => Result | Awaited<Result> : never;

/** Functions that stand in the place of tasks, by the names of the methods. */
export type Fakes<W> = { readonly [K in TaskName<W>]?: Fake<W[K]> };

/**
 * What becomes of one attempt, before the task or its fake is asked: it throws this error; it does nothing until its time
 * limit has passed (`'timeout'`); or it is performed (`'pass'`).
 */
export type Failure = Error | 'timeout' | 'pass';

/**
 * What becomes of the first attempts, one after the other: of a task, by its name, or of a node, by its id (`run/prepare/receipt`).
 * Attempts after the last one are performed. An attempt that is performed again after a crash fails as it did before.
 */
export type Failures<W> = { readonly [K in TaskName<W> | `run/${string}`]?: readonly Failure[] };

/** One attempt of a task, as it was called. */
export interface TaskCall<Args extends readonly unknown[] = readonly unknown[], Result = unknown> {
  readonly args: Args;
  /** What it gave. Absent: it has not ended, or failed. */
  readonly result?: Result;
  /** What it threw. */
  readonly error?: unknown;
  readonly instanceId: string;
  /** The node that was performed, e.g. `run/prepare/receipt`. */
  readonly node: string;
  /** 1-based. */
  readonly attempt: number;
  readonly idempotencyKey: string;
  /** When it began, in virtual time: milliseconds since 1970. */
  readonly at: Instant;
}

/** The attempts of each task, in the order in which they began. */
export type CallsOf<W> = {
  readonly [K in TaskName<W>]: W[K] extends (...args: infer Args) => infer Result ? readonly TaskCall<Args, Awaited<Result>>[] : never;
};

/** A call with the name of its task; what it came to is filled in when it ends. */
export interface RecordedCall extends TaskCall {
  /** The method's name. */
  readonly task: string;
  readonly workflow: string;
  result?: unknown;
  error?: unknown;
}
