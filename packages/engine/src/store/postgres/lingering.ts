/**
 * Goes on listening for a while after nobody does any more: who waits for one result after another would else pay for a
 * connection each time, in the middle of what is waited for.
 */
import type { Clock } from '../../ports.js';
import type { Notice } from '../notices.js';

type Heard = (notice: Notice) => void;
/** Begins to listen; gives how to stop. */
type Listen = (heard: Heard) => () => void;

/** As long as an idle connection of the pool is kept. */
const lingerMs = 10_000;

export class Lingering {
  #heard: Heard | undefined;
  #stop: (() => void) | undefined;
  #cancel = (): void => {};

  constructor(
    private readonly listen: Listen,
    private readonly clock: Clock,
  ) {}

  /** For one at a time. Gives how to stop. */
  begin(heard: Heard): () => void {
    this.#cancel();
    this.#heard = heard;
    this.#stop ??= this.listen((notice) => this.#heard?.(notice));
    return () => {
      this.#heard = undefined;
      if (this.#stop) this.#cancel = this.clock.after(lingerMs, () => this.end());
    };
  }

  /** At once. */
  end(): void {
    this.#cancel();
    this.#stop?.();
    this.#stop = undefined;
  }
}
