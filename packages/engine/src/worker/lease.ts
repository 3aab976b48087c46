/**
 * The lease of one worker over all lanes that it holds, and what comes back with its renewal: requests on those lanes.
 *
 * Always: a lane that the store no longer counts as held is aborted here; its late writes are refused by its epoch. A
 * worker whose lease had expired takes a new one: it goes on working, without what it held.
 */
import { CanceledError, LeaseLostError } from '@waystone/core';
import type { Processes } from '../ports.js';
import type { HeldState, Store, WorkerRecord } from '../store/store.js';
import type { HeldLane } from './held-lane.js';

export class Lease {
  readonly #held = new Map<string, HeldLane>();
  #owner: number;

  private constructor(
    private readonly store: Store,
    private readonly worker: WorkerRecord,
    owner: number,
  ) {
    this.#owner = owner;
  }

  static async take(store: Store, worker: WorkerRecord): Promise<Lease> {
    return new Lease(store, worker, await store.join(worker));
  }

  /** The number under which the worker claims now. */
  get owner(): number {
    return this.#owner;
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

  /** Renews, and takes back what workers that are lost have held. Gives `false` if this lease had expired. */
  async renew(here: Processes): Promise<boolean> {
    const before = this.lanes();
    const [{ held, lanes }] = await Promise.all([this.store.heartbeat(this.#owner, this.worker.leaseMs), this.store.reclaim(here)]);
    this.#learn(before, lanes);
    if (!held) this.#owner = await this.store.join(this.worker);
    return held;
  }

  /** Passes on what is requested of the lanes. Writes nothing. */
  async check(): Promise<void> {
    const before = this.lanes();
    this.#learn(before, await this.store.held(this.#owner));
  }

  /** Gives back lanes that are held under this lease and that nobody here knows of. Not during a claim. */
  async releaseStrays(): Promise<void> {
    const owner = this.#owner;
    // As they were before the question: lanes that end meanwhile are no strays.
    const known = new Set(this.lanes().map(({ claimed }) => `${keyOf(claimed)} ${claimed.epoch}`));
    const states = await this.store.held(owner);
    const strays = states.filter((state) => !known.has(`${keyOf(state)} ${state.epoch}`));
    await Promise.all(strays.map(({ n, lane, epoch, seq }) => this.store.release({ n, lane, owner, epoch, seq })));
  }

  leave(): Promise<void> {
    return this.store.leave(this.#owner);
  }

  #learn(before: readonly HeldLane[], states: readonly HeldState[]): void {
    const found = new Map(states.map((state) => [keyOf(state), state]));
    for (const lane of before) learn(lane, found.get(keyOf(lane.claimed)));
  }
}

function learn(lane: HeldLane, state: HeldState | undefined): void {
  if (!state || state.epoch !== lane.claimed.epoch) lane.giveUp(new LeaseLostError());
  else if (state.request === 'cancel') lane.requestCancel(new CanceledError(`Instance "${lane.claimed.instanceId}" was canceled`));
}

function keyOf({ n, lane }: { readonly n: number; readonly lane: string }): string {
  return `${n} ${lane}`;
}
