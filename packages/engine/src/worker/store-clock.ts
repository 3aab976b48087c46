/**
 * The store's clock as this process knows it between two reads, so that a step needs no query to know the time.
 *
 * Always: at or ahead of the store's clock, by at most one round trip, as long as nobody sets either of them. A timer computed from
 * it is never early. Once one was set this is wrong until the next read, which is asked for as soon as the store is seen to disagree.
 */
import type { Instant, Ports } from '../ports.js';
import type { Store } from '../store/store.js';

/** Clocks drift slowly. */
const trustedMs = 10_000;

export class StoreClock {
  #offsetMs = 0;
  #askedAt = -Infinity;

  constructor(
    private readonly store: Store,
    private readonly ports: Ports,
  ) {}

  now(): Instant {
    return this.ports.clock.now() + this.#offsetMs;
  }

  /** Asks the store, unless it was asked a moment ago. */
  async synchronize(): Promise<void> {
    // Counted from the moment of asking: the answer may have been on its way for the whole round trip.
    const asked = this.ports.clock.now();
    if (Math.abs(asked - this.#askedAt) < trustedMs) return;
    // Before the answer: what is doubted meanwhile it may not have seen.
    this.#askedAt = asked;
    try {
      this.#offsetMs = (await this.store.now()) - asked;
    } catch (error) {
      this.doubt();
      throw error;
    }
  }

  /** The store does not do what is due by this clock: the next {@link synchronize} asks it. */
  doubt(): void {
    this.#askedAt = -Infinity;
  }
}
