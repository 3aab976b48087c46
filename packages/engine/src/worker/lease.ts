/**
 * The lease of one worker over all lanes that it holds, and what comes back with its renewal: requests on those lanes.
 *
 * Always: a lane that the store no longer counts as held is aborted here; its late writes are refused by its epoch.
 */
import { CanceledError, LeaseLostError } from '@waystone/core';
import type { HeldState, Store } from '../store/store.js';
import type { HeldLane } from './held-lane.js';

export class Lease {
  readonly #held = new Map<string, HeldLane>();

  constructor(
    private readonly store: Store,
    readonly owner: number,
    private readonly leaseMs: number,
  ) {}

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

  /** Renews, and passes on what it learns. Gives `false` if the lease had expired. */
  async renew(): Promise<boolean> {
    const before = this.lanes();
    const { held, lanes } = await this.store.heartbeat(this.owner, this.leaseMs);
    const states = new Map(lanes.map((state) => [keyOf(state), state]));
    for (const lane of before) this.#learn(lane, states.get(keyOf(lane.claimed)));
    return held;
  }

  #learn(lane: HeldLane, state: HeldState | undefined): void {
    if (!state || state.epoch !== lane.claimed.epoch) lane.abort(new LeaseLostError());
    else if (state.request === 'cancel') lane.requestCancel(new CanceledError(`Instance "${lane.claimed.instanceId}" was canceled`));
  }
}

function keyOf({ n, lane }: { readonly n: number; readonly lane: string }): string {
  return `${n} ${lane}`;
}
