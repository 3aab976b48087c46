/**
 * The lease of one worker over all lanes that it holds, and what comes back with its renewal: requests on those lanes.
 *
 * Always: a lane that the store no longer counts as held is aborted here; its late writes are refused by its epoch. A
 * worker whose lease had expired takes a new one: it goes on working, without what it held. A lease that was not renewed
 * ends by the clock of this process no later than by the store's: tasks are aborted before others can perform them. What
 * only waits for its commit, and what is one transaction with it, is not: whether it is in time the store decides.
 */
import { LeaseLostError } from '@waystone/core';
import type { Clock, Instant } from '../ports.js';
import type { HeldState, Store, WorkerRecord } from '../store/store.js';
import { canceledError } from './canceled.js';
import type { HeldLane } from './held-lane.js';

export interface LeaseOptions {
  readonly store: Store;
  readonly worker: WorkerRecord;
  readonly clock: Clock;
  /** It was not renewed in time, and so many tasks were aborted. */
  readonly onEnd: (aborted: number) => void;
  /** Lanes that nobody here knows of could not be given back; it is to be tried again. */
  readonly onStraysLeft: () => void;
}

/** How long it is waited for what is on its way here, before strays are told apart from it later. */
export const arrivalMs = 1_000;

/** `late`: it had ended by the clock of this process, but nobody had taken the lanes. `lost`: they went to others. */
export type Renewal = 'renewed' | 'late' | 'lost';

export class Lease {
  readonly #held = new Map<string, HeldLane>();
  readonly #options: LeaseOptions;
  #owner = 0;
  #renewedAt: Instant = 0;
  #isOver = false;
  /** It was over at some time since it was renewed last. */
  #hasEnded = false;
  #cancelEnd = (): void => {};

  private constructor(options: LeaseOptions) {
    this.#options = options;
  }

  static async take(options: LeaseOptions): Promise<Lease> {
    const lease = new Lease(options);
    await lease.#join();
    return lease;
  }

  /** The number under which the worker claims now. */
  get owner(): number {
    return this.#owner;
  }

  /** On the clock of this process. */
  get renewedAt(): Instant {
    return this.#renewedAt;
  }

  /** How long it holds for certain. */
  get remainingMs(): number {
    const { clock, worker } = this.#options;
    return this.#isOver ? 0 : Math.max(this.#renewedAt + worker.leaseMs - clock.now(), 0);
  }

  get size(): number {
    return this.#held.size;
  }

  lanes(): readonly HeldLane[] {
    return [...this.#held.values()];
  }

  add(held: HeldLane): void {
    this.#held.set(keyOf(held.claimed), held);
  }

  remove(held: HeldLane): void {
    const key = keyOf(held.claimed);
    // The lane may have been lost and claimed again by this worker in the meantime.
    if (this.#held.get(key) === held) this.#held.delete(key);
  }

  async renew(): Promise<Renewal> {
    const { store, worker } = this.#options;
    const before = this.lanes();
    const wasOver = this.remainingMs === 0;
    const { held, lanes } = await this.#extend(() => store.heartbeat(this.#owner, worker.leaseMs, before.length === 0));
    // With the lease everything is lost, also what came after the question.
    this.#learn(held ? before : this.lanes(), lanes);
    const hasEnded = this.#hasEnded || wasOver;
    this.#hasEnded = false;
    if (held) return hasEnded ? 'late' : 'renewed';
    await this.#join();
    return 'lost';
  }

  /** Passes on what is requested of the lanes. Writes nothing. */
  async check(): Promise<void> {
    const before = this.lanes();
    this.#learn(before, await this.#options.store.held(this.#owner));
  }

  /**
   * Gives back lanes that are held under this lease and that nobody here knows of. Not during a claim. What is on its way here is
   * not waited for at length, since a start may wait for somebody who keeps its id: then that is done when it has come.
   *
   * @param arrived Resolves when the lanes that are on their way here now have come.
   */
  async releaseStrays(arrived: () => Promise<void>): Promise<void> {
    const owner = this.#owner;
    // As they were before the question, too: lanes that end meanwhile are no strays.
    const before = this.lanes();
    const { store } = this.#options;
    const states = await store.held(owner);
    const released = arrived().then(async () => {
      const known = new Set([...before, ...this.lanes()].map(({ claimed }) => `${keyOf(claimed)} ${claimed.epoch}`));
      const strays = states.filter((state) => !known.has(`${keyOf(state)} ${state.epoch}`));
      await Promise.all(strays.map(({ n, lane, epoch, seq }) => store.release({ n, lane, owner, epoch, seq })));
    });
    await this.#shortly(released);
  }

  /** Resolves when it is done, or when it takes long; then nobody hears of its failure but the one who tries again. */
  async #shortly(work: Promise<void>): Promise<void> {
    let isLate = false;
    let cancel = (): void => {};
    const late = new Promise<void>((resolve) => (cancel = this.#options.clock.after(arrivalMs, resolve)));
    work.catch(() => isLate && this.#options.onStraysLeft());
    await Promise.race([work, late.then(() => void (isLate = true))]);
    cancel();
  }

  leave(): Promise<void> {
    this.drop();
    return this.#options.store.leave(this.#owner);
  }

  /** Nothing is done for it any more. What is still held under it is for others when it ends in the store. */
  drop(): void {
    this.#cancelEnd();
    this.#isOver = true;
  }

  async #join(): Promise<void> {
    const { store, worker } = this.#options;
    this.#owner = await this.#extend(() => store.join(worker));
  }

  /** Counts from the question, since nobody here knows when the store began to count. */
  async #extend<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const { clock, worker } = this.#options;
    const askedAt = clock.now();
    let isTooLate = false;
    const cancel = clock.after(worker.leaseMs, () => {
      isTooLate = true;
      this.#end();
    });
    const answer = await ask().catch((error: unknown) => {
      cancel();
      throw error;
    });
    this.#cancelEnd();
    this.#cancelEnd = cancel;
    this.#renewedAt = askedAt;
    this.#isOver = isTooLate;
    return answer;
  }

  /** Others may go on with what it holds. */
  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#hasEnded = true;
    const running = this.lanes().filter((lane) => lane.endsWithLease);
    for (const lane of running) lane.giveUp(new LeaseLostError());
    this.#options.onEnd(running.length);
  }

  #learn(before: readonly HeldLane[], states: readonly HeldState[]): void {
    const found = new Map(states.map((state) => [keyOf(state), state]));
    for (const lane of before) learn(lane, found.get(keyOf(lane.claimed)));
  }
}

function learn(lane: HeldLane, state: HeldState | undefined): void {
  if (!state || state.epoch !== lane.claimed.epoch) lane.giveUp(new LeaseLostError());
  else if (state.request === 'cancel') lane.requestCancel(canceledError(lane.claimed));
}

function keyOf({ n, lane }: { readonly n: number; readonly lane: string }): string {
  return `${n} ${lane}`;
}
