/**
 * Follows one instance: resolves when it may have changed. Notices make it quick; a slow poll makes it sure.
 *
 * Always: whoever follows instances in one process polls at the same times, and so asks of all of them together.
 */
import type { Connection } from './connection.js';

const pollMs = 2_000;

export class Watch {
  #changed = false;
  #wake = (): void => {};
  readonly #unsubscribe: () => void;

  constructor(
    private readonly connection: Connection,
    private readonly instanceId: string,
  ) {
    this.#unsubscribe = connection.store.notices.subscribe((notice) => {
      if (notice.kind !== 'external' && !(notice.kind === 'changed' && notice.instanceId === instanceId)) return;
      this.#changed = true;
      this.#wake();
    });
  }

  /** Waits for a change that came after the call before. Gives whether the instance has ended; then what is stored is final. */
  async next(): Promise<boolean> {
    if (await this.connection.isEnded(this.instanceId)) return true;
    await this.#change();
    return this.connection.isEnded(this.instanceId);
  }

  close(): void {
    this.#unsubscribe();
    this.#wake();
  }

  async #change(): Promise<void> {
    if (!this.#changed) await this.#rest();
    this.#changed = false;
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => {
      const { clock } = this.connection.ports;
      const cancel = clock.after(pollMs - (clock.now() % pollMs), resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
