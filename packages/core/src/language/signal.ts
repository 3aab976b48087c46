/** Signals: typed messages to an instance. Buffered, first in first out; a wait takes one. */
import { PlainOnlyError } from '../errors/misuse.js';
import { SignalTimeoutError } from '../errors/flow.js';
import { parseDuration, type Duration } from '../policy/duration.js';
import { fieldNameOr } from '../runtime/fields.js';
import { cancelable } from '../runtime/cancelable.js';
import { clockForWait, type PlainClock } from '../runtime/plain.js';
import { currentScope } from '../runtime/scope.js';

/** How `receive` waits. */
export interface ReceiveOptions {
  /** Give up after this long. Default: wait for ever. */
  readonly timeout?: Duration | undefined;
}

/** A signal of an instance; made by {@link signal}. */
export interface Signal<T> {
  /**
   * Waits for the next value. In flows only.
   *
   * @throws {SignalTimeoutError} if none came within `options.timeout`.
   */
  receive(options?: ReceiveOptions): Promise<T>;
  /**
   * Takes the next value if there is one, else gives `undefined`, without waiting. In flows only. A value of `undefined` cannot
   * be told from none.
   */
  poll(): Promise<T | undefined>;
  /**
   * Sends a value to this object; for plain runs, in tests. To an instance on the engine a client sends.
   *
   * @throws {PlainOnlyError} in flows and tasks on the engine.
   */
  send(value: T): void;
}

type Receiver<T> = (value: T) => void;

/** The end of a wait that nothing else ends. */
interface Limit {
  readonly ms: number;
  readonly error: Error;
}

class MemorySignal<T> implements Signal<T> {
  readonly #buffer: T[] = [];
  readonly #receivers = new Set<Receiver<T>>();

  receive(options: ReceiveOptions = {}): Promise<T> {
    return cancelable(async (givenUp) => {
      const clock = clockForWait('receive');
      const limit = options.timeout === undefined ? undefined : this.#limitOf(options.timeout);
      const value =
        this.#buffer.length > 0
          ? (this.#buffer.shift() as T)
          : await new Promise<T>((resolve, reject) => {
              givenUp.addEventListener('abort', this.#wait(clock, limit, resolve, reject));
            });
      givenUp.addEventListener('abort', () => this.#takeBack(value));
      return value;
    });
  }

  poll(): Promise<T | undefined> {
    return cancelable(async (givenUp) => {
      clockForWait('poll');
      if (this.#buffer.length === 0) return undefined;
      const value = this.#buffer.shift() as T;
      givenUp.addEventListener('abort', () => this.#takeBack(value));
      return value;
    });
  }

  send(value: T): void {
    if (currentScope().kind !== 'plain') throw new PlainOnlyError('send() on a signal field', 'send to an instance through a client');
    const [receiver] = this.#receivers;
    if (receiver === undefined) this.#buffer.push(value);
    else receiver(value);
  }

  /** A lane that lost gives back what it received. */
  #takeBack(value: T): void {
    const [receiver] = this.#receivers;
    if (receiver === undefined) this.#buffer.unshift(value);
    else receiver(value);
  }

  /** The error is made where the wait begins: its stack is that of who waits. */
  #limitOf(timeout: Duration): Limit {
    return { ms: parseDuration(timeout), error: new SignalTimeoutError(fieldNameOr(this, 'signal')) };
  }

  /** Gives a function that ends the wait. */
  #wait(clock: PlainClock, limit: Limit | undefined, resolve: Receiver<T>, reject: (error: Error) => void): () => void {
    let cancelTimeout: (() => void) | undefined;
    const stop = (): void => {
      this.#receivers.delete(receiver);
      cancelTimeout?.();
    };
    const receiver = (value: T): void => {
      stop();
      resolve(value);
    };
    this.#receivers.add(receiver);
    if (limit === undefined) return stop;
    cancelTimeout = clock.after(limit.ms, () => {
      stop();
      reject(limit.error);
    });
    return stop;
  }
}

/**
 * Declares a signal as a field of a workflow class. The field's name is the signal's.
 *
 * @example readonly approval = signal<Approval>();
 */
export function signal<T = void>(): Signal<T> {
  return new MemorySignal<T>();
}

/** Tells whether a field was made by {@link signal}. */
export function isSignal(value: unknown): value is Signal<unknown> {
  return value instanceof MemorySignal;
}
