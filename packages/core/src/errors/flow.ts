/** Errors that the author's code can meet at a wait, and those that it throws to steer the engine. */
import { WaystoneError } from './base.js';

/**
 * Thrown at the wait of a flow whose instance (or lane) was asked to cancel. `catch` and `finally` run and may await
 * tasks; if it is thrown on, the instance ends as canceled.
 */
export class CanceledError extends WaystoneError {
  readonly code = 'CANCELED';
  constructor(message = 'canceled on request') {
    super(message);
  }
}

/**
 * Thrown at the wait for a child that was canceled by somebody else than this flow. It is no {@link CanceledError}: a flow
 * that does not catch it fails, since nobody asked it to cancel.
 */
export class ChildCanceledError extends WaystoneError {
  readonly code = 'CHILD_CANCELED';
  /** Id of the child. */
  readonly instanceId: string;
  constructor(instanceId: string) {
    super(`child '${instanceId}' was canceled; catch this error if the flow can go on without its result`);
    this.instanceId = instanceId;
  }
}

/** An attempt of a task took longer than its `timeout`. Retried like any other failure of the task. */
export class TaskTimeoutError extends WaystoneError {
  readonly code = 'TASK_TIMEOUT';
  /** The task's method name. */
  readonly task: string;
  /** The limit that was passed, in milliseconds. */
  readonly timeoutMs: number;
  constructor(task: string, timeoutMs: number) {
    super(`task '${task}' did not end within ${timeoutMs} ms; raise its timeout, or end earlier when context().signal aborts`, {
      retryable: true,
    });
    this.task = task;
    this.timeoutMs = timeoutMs;
  }
}

/** `receive({ timeout })` waited that long and no signal came. */
export class SignalTimeoutError extends WaystoneError {
  readonly code = 'SIGNAL_TIMEOUT';
  /** Name of the signal. */
  readonly signal: string;
  constructor(signal: string) {
    super(`no signal '${signal}' arrived in time`);
    this.signal = signal;
  }
}

/**
 * Thrown by a task to say that trying again is useless: its remaining attempts are skipped and the flow gets this error.
 *
 * @example throw new NonRetryableError('card was reported stolen', { cause: error });
 */
export class NonRetryableError extends WaystoneError {
  readonly code = 'NON_RETRYABLE';
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
  }
}

/** A `@loop` with `onMax: 'fail'` was about to begin one iteration more than `maxIterations`. */
export class LoopLimitError extends WaystoneError {
  readonly code = 'LOOP_LIMIT';
  /** The loop's method name. */
  readonly loop: string;
  readonly maxIterations: number;
  constructor(loop: string, maxIterations: number) {
    super(`loop '${loop}' reached its limit of ${maxIterations} iterations; raise maxIterations, or use onMax: 'exit' to go on after it`);
    this.loop = loop;
    this.maxIterations = maxIterations;
  }
}

/** Workers died again and again during one step, so the step is no longer tried. */
export class WorkerLostError extends WaystoneError {
  readonly code = 'WORKER_LOST';
  /** The node at which they died; `''`: in the code before the first one. */
  readonly node: string;
  /** How many workers were lost in a row. */
  readonly losses: number;
  constructor(node: string, losses: number) {
    const where = node === '' ? 'before the first wait' : `at '${node}'`;
    super(`${losses} workers in a row were lost ${where}; look for a crash or for too much memory there`);
    this.node = node;
    this.losses = losses;
  }
}

/** A duration that is not one: neither milliseconds nor a text such as `'90s'`. */
export class DurationInvalidError extends WaystoneError {
  readonly code = 'DURATION_INVALID';
  constructor(shown: string) {
    super(`${shown} is not a duration; give milliseconds, or a number with a unit such as '500ms', '90s', '5m', '48h' or '7d'`);
  }
}

/** `sleepUntil` was given something that is not a point in time. */
export class InstantInvalidError extends WaystoneError {
  readonly code = 'INSTANT_INVALID';
  constructor(shown: string) {
    super(`${shown} is not a point in time; give a valid Date, or milliseconds since 1970`);
  }
}

/** The `concurrency` of a join is not a whole number of at least 1. */
export class ConcurrencyInvalidError extends WaystoneError {
  readonly code = 'CONCURRENCY_INVALID';
  constructor(shown: string) {
    super(`concurrency ${shown} is not possible; give a whole number of at least 1, or leave it out to run all lanes at once`);
  }
}

/** A join was given a list with holes, in which there are no lanes. */
export class LaneMissingError extends WaystoneError {
  readonly code = 'LANE_MISSING';
  /** The first position without a lane. */
  readonly position: number;
  constructor(position: number) {
    super(`a join was given a list with a hole at position ${position}, where no lane is; fill the list first: join([...list].map(…))`);
    this.position = position;
  }
}

/** A number that a join was given is impossible, or does not go with its mode. */
export class JoinOptionInvalidError extends WaystoneError {
  readonly code = 'JOIN_OPTION_INVALID';
  /** Name of the option: `atLeast` or `tolerate`. */
  readonly option: string;
  constructor(option: string, problem: string) {
    super(`${option} ${problem}`);
    this.option = option;
  }
}

/** An option is not known where it is given, or has a value that it cannot have. */
export class OptionInvalidError extends WaystoneError {
  readonly code = 'OPTION_INVALID';
  /** Path of the option, e.g. `retry.attempts`. */
  readonly option: string;
  constructor(option: string, problem: string) {
    super(`option ${option} ${problem}`);
    this.option = option;
  }
}
