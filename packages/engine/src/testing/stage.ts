/**
 * The moments at which a world stands still for its test, and the tasks that run in it.
 *
 * Always: while it is held no task begins. A task that waits for its time limit, or for the test, does not count as running:
 * for its end nobody has to wait before time passes.
 */
import type { Clock, Instant } from '../ports.js';

/** Something that a test may wait for, as it happens. */
export type Moment =
  | { readonly kind: 'published'; readonly n: number; readonly status: string; readonly envelope: Uint8Array }
  | { readonly kind: 'rests'; readonly n: number; readonly node: string; readonly signal?: string }
  /** A child, by a parent. */
  | { readonly kind: 'starts'; readonly n: number; readonly instanceId: string }
  | { readonly kind: 'performs'; readonly instanceId: string; readonly task: string; readonly node: string };

/** A task that runs in real time. */
export interface Running {
  readonly instanceId: string;
  readonly task: string;
  readonly node: string;
  readonly attempt: number;
}

export class Stage {
  readonly running = new Set<Running>();
  /** When attempts that wait for their time limit are cut off. */
  readonly deadlines = new Set<Instant>();
  #held: Promise<void> | undefined;
  #release = (): void => {};
  #isAwaited: ((moment: Moment) => boolean) | undefined;
  #onHold: () => void = () => {};
  #ended = (): void => {};

  get isHeld(): boolean {
    return this.#held !== undefined;
  }

  /** Holds everything; `onHold` stops what else could go on. */
  hold(): void {
    if (this.#held) return;
    this.#held = new Promise((resolve) => (this.#release = resolve));
    this.#onHold();
  }

  /** What waits to begin never does: its process is gone. */
  drop(): void {
    if (this.#held) this.#held = new Promise((resolve) => (this.#release = resolve));
  }

  release(): void {
    this.#held = undefined;
    this.#release();
  }

  onHold(stop: () => void): void {
    this.#onHold = stop;
  }

  /** Holds everything at the first moment that is the one. */
  await(isTheOne: ((moment: Moment) => boolean) | undefined): void {
    this.#isAwaited = isTheOne;
  }

  tell(moment: Moment): void {
    if (!this.#isAwaited?.(moment)) return;
    this.#isAwaited = undefined;
    this.hold();
  }

  /** Before a task begins. */
  async enter(): Promise<void> {
    while (this.#held) await this.#held;
  }

  async perform<T>(running: Running, task: () => T | Promise<T>): Promise<T> {
    this.running.add(running);
    try {
      return await task();
    } finally {
      this.running.delete(running);
      this.#ended();
    }
  }

  /** Never ends by itself: the attempt is cut off. */
  hang(until: Instant, signal: AbortSignal): Promise<never> {
    this.deadlines.add(until);
    return new Promise((_resolve, reject) =>
      signal.addEventListener('abort', () => {
        this.deadlines.delete(until);
        reject(signal.reason as Error);
      }),
    );
  }

  /** Until a running task ends. Gives `false` if none does within so many milliseconds of `clock`. */
  nextEnd(clock: Clock, patienceMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = clock.after(patienceMs, () => resolve(false));
      this.#ended = () => {
        cancel();
        resolve(true);
      };
    });
  }
}
