/**
 * Takes what is ready, up to the free slots.
 *
 * Always: it claims only when something is ready as far as it knows, since a claim keeps others from writing. What
 * other processes wrote is looked at first, and a look disturbs nobody. Lanes of a claim whose answer was lost are given
 * back before the next claim. While the lease is over nothing is asked. While there is no room, nothing is asked, unless a
 * lane that has had its turn wants to know whether somebody waits for its slot.
 */
import { StoreConnectionError } from '@waystone/core';
import { Pace } from '../pace.js';
import type { Clock } from '../ports.js';
import type { Served } from '../store/memory.js';
import type { Origin } from '../store/notices.js';
import type { ClaimedLane, Store } from '../store/store.js';
import type { Lease } from './lease.js';
import type { Slots } from './slots.js';
import type { StoreClock } from './store-clock.js';

export interface ClaimsOptions {
  readonly store: Store;
  readonly lease: Lease;
  readonly clock: Clock;
  readonly storeClock: StoreClock;
  readonly served: Served;
  readonly slots: Slots;
  readonly hold: (claimed: ClaimedLane) => void;
  /**
   * Nothing was given though something has been ready for a while, or the lease is over: it is time to renew it, and to ask the
   * store for its time, which may have been set back.
   */
  readonly onRefused: () => void;
  /** A turn threw. Gives how long to wait for the next. */
  readonly onError: (error: unknown) => number;
}

/** Longest rest between two looks for work when nothing gives notice. Notices make it at once. */
const idlePollMs = 10_000;
const refusedAfterMs = 100;
const leastRestMs = 5;
/** Until it is asked when the next lane is due: what was claimed goes first. */
const restAfterClaimMs = 5;

/** Whether something is ready for which there is no room. */
type Waiting = 'none' | 'perhaps' | 'some';

export class Claims {
  readonly #options: ClaimsOptions;
  readonly #pace: Pace;
  #isExpected = true;
  /** Lanes may be held that nobody here works on: those of a claim that was not answered, for one. */
  #mayHaveStrays = false;
  /** How many lanes a claim that is under way may give; 0: there is none. */
  #claiming = 0;
  #waiting: Waiting = 'none';
  #isAskedForWaiting = false;
  /** The last claim was not answered, and nobody knows what it did. */
  #wasInDoubt = false;

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

  /** Something is ready, or will be with the next transaction. */
  expect(): void {
    this.#isExpected = true;
    this.#suppose();
    this.#pace.nudge();
  }

  /** Something became ready. A claim that is under way has seen what did so in this process, or will: it comes last in its transaction. */
  tell(origin: Origin): void {
    if (origin === 'elsewhere' || this.#claiming === 0) this.expect();
  }

  /** Lanes may be held that nobody here works on; they are given back. */
  recover(): void {
    this.#mayHaveStrays = true;
    this.#pace.nudge();
  }

  /** Something is ready and there is no room for it. What is only supposed is looked up, and known a moment later. */
  get isShort(): boolean {
    if (this.#free > 0) return false;
    if (this.#waiting === 'perhaps') {
      this.#isAskedForWaiting = true;
      this.#pace.nudge();
    }
    return this.#waiting === 'some';
  }

  /** How many lanes may come with a commit; that leaves its own slot to them. Others go first if there is no room for them. */
  get room(): number {
    const mayBeShort = this.#isExpected && this.#free <= 0;
    return mayBeShort ? 0 : Math.max(this.#free - this.#claiming, 0) + 1;
  }

  /** How many lanes may come with starts: none as long as others are ready, as far as is known. */
  get spare(): number {
    return this.#isExpected ? 0 : Math.max(this.#free - this.#claiming, 0);
  }

  /** Something may have become ready, or got a time. */
  look(): void {
    this.#suppose();
    if (this.#free > 0) this.#pace.nudge();
  }

  #suppose(): void {
    if (this.#waiting === 'none') this.#waiting = 'perhaps';
  }

  /** Gives how long nothing is expected. */
  async #turn(): Promise<number> {
    if (this.#options.lease.remainingMs === 0) return this.#restUntilRenewed();
    if (this.#mayHaveStrays) await this.#releaseStrays();
    if (this.#free <= 0) return this.#seeWhoWaits();
    const dueInMs = this.#isExpected ? 0 : await this.#dueInMs();
    return dueInMs > 0 ? Math.min(dueInMs, idlePollMs) : this.#claim();
  }

  /** Nothing that came would begin. The renewal wakes this up. */
  #restUntilRenewed(): number {
    this.#options.onRefused();
    return idlePollMs;
  }

  async #seeWhoWaits(): Promise<number> {
    if (this.#isAskedForWaiting) {
      this.#isAskedForWaiting = false;
      // What comes meanwhile is supposed again.
      this.#waiting = 'none';
      if ((await this.#dueInMs()) <= 0) this.#waiting = 'some';
    }
    return idlePollMs;
  }

  /** One whose answer was lost is made again at once, behind what it may have given. */
  async #claim(): Promise<number> {
    try {
      const restMs = await this.#claimOnce();
      this.#wasInDoubt = false;
      return restMs;
    } catch (error) {
      const isFirst = !this.#wasInDoubt && error instanceof StoreConnectionError && error.inDoubt;
      this.#wasInDoubt = isFirst;
      if (isFirst) return 0;
      throw error;
    }
  }

  async #claimOnce(): Promise<number> {
    const { store, lease, served, hold } = this.#options;
    const limit = this.#free;
    this.#isExpected = false;
    this.#waiting = 'none';
    this.#claiming = limit;
    const claimed = await this.#inDoubt(() => store.claim({ ...served, owner: lease.owner, limit })).finally(() => (this.#claiming = 0));
    for (const lane of claimed) hold(lane);
    if (claimed.length === 0) return this.#restAfterNothing();
    // More may be ready than there was room for, and lanes may have ended since.
    if (claimed.length === limit) {
      this.#isExpected = true;
      this.#suppose();
    }
    if (this.#free <= 0) return idlePollMs;
    return this.#isExpected ? 0 : restAfterClaimMs;
  }

  async #releaseStrays(): Promise<void> {
    this.#mayHaveStrays = false;
    const { lease, slots } = this.#options;
    await this.#inDoubt(() => lease.releaseStrays(() => slots.arrived()));
  }

  async #inDoubt<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (error) {
      this.#mayHaveStrays = true;
      this.#isExpected = true;
      throw error;
    }
  }

  /** Others were faster, or nothing is given to this worker since its lease is gone, or it is ready by the clock of this process only. */
  async #restAfterNothing(): Promise<number> {
    const dueInMs = await this.#dueInMs();
    if (dueInMs < -refusedAfterMs) this.#options.onRefused();
    return Math.min(Math.max(dueInMs, leastRestMs), idlePollMs);
  }

  async #dueInMs(): Promise<number> {
    const { store, served, storeClock } = this.#options;
    const due = await store.nextDue(served);
    return due === undefined ? Infinity : due - storeClock.now();
  }

  get #free(): number {
    return this.#options.slots.free;
  }
}
