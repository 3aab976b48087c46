/**
 * Waits for the ends of instances: any number of waits of a process share one query at a time.
 *
 * Always: nothing runs while nobody waits. Notices make it quick; a slow poll makes it sure.
 */
import { InstanceNotFoundError, WaystoneError } from '@waystone/core';
import { Pace } from '../pace.js';
import type { Ports } from '../ports.js';
import type { LaneEnd, Store } from '../store/store.js';
import { whenAborted } from '../when-aborted.js';

export interface InstanceEnd {
  readonly end: LaneEnd;
  /** Absent: it was terminated with its parent. */
  readonly outcome?: Uint8Array;
}

interface Waiting {
  readonly resolve: (end: InstanceEnd) => void;
  readonly reject: (error: unknown) => void;
}

interface Looking {
  readonly pace: Pace;
  readonly unsubscribe: () => void;
}

const pollMs = 2_000;
const retryMs = 500;
/** Looks for many ends rest in proportion, so that they take a small part of the time however often others write. */
const waitsPerRestedMs = 20;

export class Ends {
  readonly #waiting = new Map<string, Set<Waiting>>();
  #changed = new Set<string>();
  #all = false;
  /** How many the last look asked for. */
  #asked = 0;
  #looking: Looking | undefined;

  constructor(
    private readonly store: Store,
    private readonly ports: Ports,
  ) {}

  /** Resolves when the instance has ended; rejects if it is not there, with the reason of `signal` if that aborts first. */
  of(instanceId: string, signal?: AbortSignal): Promise<InstanceEnd> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { resolve, reject };
      this.#add(instanceId, waiting);
      if (signal) whenAborted(signal, (reason) => this.#settle(instanceId, waiting, () => reject(reason)));
    });
  }

  #add(instanceId: string, waiting: Waiting): void {
    const waits = this.#waiting.get(instanceId) ?? new Set();
    this.#waiting.set(instanceId, waits.add(waiting));
    this.#changed.add(instanceId);
    if (this.#looking) this.#looking.pace.nudge();
    else this.#looking = this.#start();
  }

  #settle(instanceId: string, waiting: Waiting, how: () => void): void {
    const waits = this.#waiting.get(instanceId);
    if (!waits?.delete(waiting)) return;
    if (waits.size === 0) this.#waiting.delete(instanceId);
    how();
    if (this.#waiting.size === 0) this.#stop();
  }

  #start(): Looking {
    const pace = new Pace({
      clock: this.ports.clock,
      turn: () => this.#look(),
      onError: (error) => this.#fail(error),
      leastRestMs: () => this.#asked / waitsPerRestedMs,
    });
    const unsubscribe = this.store.notices.subscribe((notice) => {
      if (notice.kind === 'external') this.#all = true;
      else if (notice.kind === 'changed' && this.#waiting.has(notice.instanceId)) this.#changed.add(notice.instanceId);
      else return;
      pace.nudge();
    });
    pace.start();
    return { pace, unsubscribe };
  }

  #stop(): void {
    this.#looking?.unsubscribe();
    void this.#looking?.pace.stop();
    this.#looking = undefined;
    this.#changed.clear();
  }

  async #look(): Promise<number> {
    // Nothing was announced: this turn is the poll.
    const asked = this.#all || this.#changed.size === 0 ? [...this.#waiting.keys()] : [...this.#changed];
    this.#changed = new Set();
    this.#all = false;
    this.#asked = asked.length;
    if (asked.length === 0) return pollMs;
    for (const { id, end, outcome } of await this.store.outcomes(asked)) {
      for (const waiting of [...(this.#waiting.get(id) ?? [])]) {
        this.#settle(id, waiting, () =>
          end === 'unknown' ? waiting.reject(new InstanceNotFoundError(id)) : waiting.resolve({ end, ...(outcome && { outcome }) }),
        );
      }
    }
    return pollMs;
  }

  /** What passes is waited for; anything else the callers have to know. */
  #fail(error: unknown): number {
    this.#all = true;
    if (error instanceof WaystoneError && error.retryable) return retryMs;
    for (const [id, waits] of [...this.#waiting]) for (const waiting of [...waits]) this.#settle(id, waiting, () => waiting.reject(error));
    return pollMs;
  }
}
