/**
 * Takes what is ready, up to the free slots.
 *
 * Always: it claims only when something is ready as far as it knows, since a claim keeps others from writing. What
 * other processes wrote is looked at first, and a look disturbs nobody. Lanes of a claim whose answer was lost are given
 * back before the next claim.
 */
import { Pace } from '../pace.js';
import type { Clock } from '../ports.js';
import type { ClaimedLane, Store } from '../store/store.js';
import type { Lease } from './lease.js';
import type { StoreClock } from './store-clock.js';

export interface ClaimsOptions {
  readonly store: Store;
  readonly lease: Lease;
  readonly clock: Clock;
  readonly storeClock: StoreClock;
  readonly graphs: readonly string[];
  readonly queues: readonly string[];
  /** Lanes held at once. */
  readonly concurrency: number;
  readonly hold: (claimed: ClaimedLane) => void;
  /** Nothing was given though something has been ready for a while. */
  readonly onRefused: () => void;
  /** A turn threw. Gives how long to wait for the next. */
  readonly onError: (error: unknown) => number;
}

/** Longest rest between two looks for work when nothing gives notice. Notices make it at once. */
const idlePollMs = 10_000;
const refusedAfterMs = 100;
const leastRestMs = 5;

export class Claims {
  readonly #options: ClaimsOptions;
  readonly #pace: Pace;
  #isExpected = true;
  /** Whether the last claim was answered. If not, it may have taken lanes that nobody works on. */
  #isAnswered = true;

  constructor(options: ClaimsOptions) {
    this.#options = options;
    this.#pace = new Pace({ clock: options.clock, turn: () => this.#turn(), onError: options.onError });
  }

  start(): void {
    this.#pace.start();
  }

  stop(): Promise<void> {
    return this.#pace.stop();
  }

  /** Something is ready. */
  expect(): void {
    this.#isExpected = true;
    this.#pace.nudge();
  }

  /** Something may have become ready, or got a time. */
  look(): void {
    if (this.#free > 0) this.#pace.nudge();
  }

  /** Gives how long nothing is expected. */
  async #turn(): Promise<number> {
    if (!this.#isAnswered) await this.#recover();
    if (this.#free <= 0) return idlePollMs;
    const dueInMs = this.#isExpected ? 0 : await this.#dueInMs();
    return dueInMs > 0 ? Math.min(dueInMs, idlePollMs) : this.#claim();
  }

  async #claim(): Promise<number> {
    const { store, lease, graphs, queues, hold } = this.#options;
    const limit = this.#free;
    this.#isExpected = false;
    this.#isAnswered = false;
    const claimed = await store.claim({ graphs, queues, owner: lease.owner, limit });
    this.#isAnswered = true;
    for (const lane of claimed) hold(lane);
    if (claimed.length === 0) return this.#restAfterNothing();
    // More may be ready than there was room for, and lanes may have ended since.
    if (claimed.length === limit) this.#isExpected = true;
    return this.#free > 0 ? 0 : idlePollMs;
  }

  async #recover(): Promise<void> {
    await this.#options.lease.releaseStrays();
    this.#isAnswered = true;
  }

  /** Others were faster, or the lease is gone and nothing is given to this worker. */
  async #restAfterNothing(): Promise<number> {
    const dueInMs = await this.#dueInMs();
    if (dueInMs < -refusedAfterMs) this.#options.onRefused();
    return Math.min(Math.max(dueInMs, leastRestMs), idlePollMs);
  }

  async #dueInMs(): Promise<number> {
    const { store, graphs, queues, storeClock } = this.#options;
    const due = await store.nextDue({ graphs, queues });
    return due === undefined ? Infinity : due - storeClock.now();
  }

  get #free(): number {
    return this.#options.concurrency - this.#options.lease.size;
  }
}
