/**
 * Plain runs: the class as ordinary code, in memory, with no engine. By default on the machine's clock; a test can
 * bring its own clock and watch the statuses.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { WaitOutsideFlowError } from '../errors/misuse.js';
import type { Workflow } from '../language/types.js';
import { currentScope } from './scope.js';

/** The time of a plain run. */
export interface PlainClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `wake` once `ms` have passed. Returns a function that cancels it. */
  after(ms: number, wake: () => void): () => void;
}

/** A child of a plain run that is about to begin. */
export interface PlainChild {
  readonly instanceId: string;
  /** Id of the plain run, or of the child, that starts it. */
  readonly parentId: string;
  readonly input: unknown;
}

/** Options of {@link runPlain}. */
export interface PlainOptions {
  /** Default: the machine's. */
  readonly clock?: PlainClock;
  /** Called with every status that the code sets. `status` is its name on an object that a worker has bound, else `'status'`. */
  readonly onPublish?: (status: string, value: unknown) => void;
  /** Id that `context()` reports. Default `'plain'`. */
  readonly instanceId?: string;
  /** What `context().transaction()` gives: a transaction of the test's own, or something in its place. Default: none. */
  readonly transaction?: unknown;
  /**
   * Makes the object that runs as a child, anew for every child; `undefined`: it is made with `new` and no arguments.
   * Default: all are.
   */
  readonly makeChild?: (workflow: new (...args: never[]) => Workflow, child: PlainChild) => Workflow | undefined;
}

/** A plain run: its options, and what is the same for it and all that it starts. */
interface PlainRun {
  readonly options: PlainOptions;
  /** Absent: a child of code that nobody called with {@link runPlain}. */
  readonly family?: object;
}

const longestTimeoutMs = 2 ** 31 - 1;

function after(ms: number, wake: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = (left: number): void => {
    timer = setTimeout(() => (left > longestTimeoutMs ? arm(left - longestTimeoutMs) : wake()), Math.min(left, longestTimeoutMs));
  };
  arm(ms);
  return () => clearTimeout(timer);
}

const machineClock: PlainClock = { now: () => Date.now(), after };
const plainRuns = new AsyncLocalStorage<PlainRun>();

/**
 * Calls `code` as a plain run with these options; they hold for everything that it calls and awaits.
 *
 * @example await runPlain({ clock: virtualClock }, () => new OrderWorkflow(fakes).run(order));
 */
export function runPlain<T>(options: PlainOptions, code: () => T): T {
  return plainRuns.run({ options, family: {} }, code);
}

/** As {@link runPlain}, for a child of the plain run that the calling code belongs to. */
export function runPlainChild<T>(instanceId: string, code: () => T): T {
  const around = plainRuns.getStore();
  return plainRuns.run({ ...around, options: { ...around?.options, instanceId } }, code);
}

/** The same object for a plain run and all children in it; `undefined`: no `runPlain` is around the calling code. */
export function plainFamily(): object | undefined {
  return plainRuns.getStore()?.family;
}

/** The options of the plain run that the calling code belongs to. */
export function plainOptions(): PlainOptions & { readonly clock: PlainClock } {
  const options = plainRuns.getStore()?.options;
  return { ...options, clock: options?.clock ?? machineClock };
}

/**
 * Gives the clock for a wait of a plain run.
 *
 * @throws {WaitOutsideFlowError} in a task or in code between waits on the engine.
 */
export function clockForWait(call: string): PlainClock {
  const scope = currentScope();
  if (scope.kind !== 'plain') throw new WaitOutsideFlowError(call, scope.kind === 'task' ? 'task' : 'glue');
  return plainOptions().clock;
}
