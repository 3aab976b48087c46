/**
 * Follows one instance: resolves when it may have changed. Notices make it quick; a slow poll makes it sure.
 */
import type { Clock } from '../ports.js';
import type { Store } from '../store/store.js';

const pollMs = 2_000;

export class Watch {
  #changed = false;
  #wake = (): void => {};
  readonly #unsubscribe: () => void;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly instanceId: string,
  ) {
    this.#unsubscribe = store.notices.subscribe((notice) => {
      if (notice.kind !== 'external' && !(notice.kind === 'changed' && notice.instanceId === instanceId)) return;
      this.#changed = true;
      this.#wake();
    });
  }

  /** Waits for a change that came after the call before. Gives whether the instance has ended; then what is stored is final. */
  async next(): Promise<boolean> {
    if (await this.#ended()) return true;
    await this.#change();
    return this.#ended();
  }

  close(): void {
    this.#unsubscribe();
    this.#wake();
  }

  async #ended(): Promise<boolean> {
    return (await this.store.outcomes([this.instanceId])).length > 0;
  }

  async #change(): Promise<void> {
    if (!this.#changed) await this.#rest();
    this.#changed = false;
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.clock.after(pollMs, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
