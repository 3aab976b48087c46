/** Statuses: published values of an instance, readable by any client while it runs and after. */
import { PlainOnlyError } from '../errors/misuse.js';
import { fieldName, fieldNameOr } from '../runtime/fields.js';
import { plainOptions } from '../runtime/plain.js';
import { currentScope } from '../runtime/scope.js';

/** A status of an instance; made by {@link status}. */
export interface Status<T> {
  /** Publishes a value: in flows with the step's commit, in tasks while they go on (progress). */
  set(value: T): void;
  /**
   * The value set last; for plain runs, in tests. Of an instance on the engine a client reads it.
   *
   * @throws {PlainOnlyError} in flows and tasks on the engine.
   */
  get(): T;
}

class MemoryStatus<T> implements Status<T> {
  #value: T;

  constructor(initial: T) {
    this.#value = initial;
  }

  set(value: T): void {
    const scope = currentScope();
    if (scope.kind === 'flow') return scope.flow.publish(fieldName(this), value);
    if (scope.kind === 'task') return scope.task.publish(fieldName(this), value);
    this.#value = value;
    plainOptions().onPublish?.(fieldNameOr(this, 'status'), value);
  }

  get(): T {
    if (currentScope().kind !== 'plain')
      throw new PlainOnlyError('get() on a status field', 'keep the value in a variable of the flow as well');
    return this.#value;
  }
}

/**
 * Declares a status as a field of a workflow class. The field's name is the status's.
 *
 * @example readonly stage = status<Stage>('received');
 */
export function status<T>(initial: T): Status<T>;
/** A status with no value before the first `set`. */
export function status<T>(): Status<T | undefined>;
export function status<T>(initial?: T): Status<T | undefined> {
  return new MemoryStatus(initial);
}

/** Tells whether a field was made by {@link status}. */
export function isStatus(value: unknown): value is Status<unknown> {
  return value instanceof MemoryStatus;
}
