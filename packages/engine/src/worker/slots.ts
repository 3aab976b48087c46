/**
 * The slots of a worker: those that its lanes have, and those that are kept for lanes on their way to it. Lanes come with
 * claims, and with its own commits: a step that forks may open lanes for its worker, and the last lane that ends may bring
 * the one that waits for it.
 *
 * Always: a lane that comes with a commit has a slot that was kept for it, or the one of the lane that stepped.
 */
import type { Lease } from './lease.js';

export class Slots {
  readonly #coming = new Set<Promise<void>>();
  #kept = 0;

  /** @param concurrency Lanes held at once. */
  constructor(
    private readonly concurrency: number,
    private readonly lease: Lease,
  ) {}

  get free(): number {
    return this.concurrency - this.lease.size - this.#kept;
  }

  /** Keeps slots for lanes that may come with what is under way now. Gives what to call when they are here, or do not come. */
  expect(count: number): () => void {
    let arrived = (): void => {};
    const coming = new Promise<void>((resolve) => (arrived = resolve));
    this.#coming.add(coming);
    this.#kept += count;
    return () => {
      this.#coming.delete(coming);
      this.#kept -= count;
      arrived();
    };
  }

  /** Resolves when whatever is on its way now is here. */
  async arrived(): Promise<void> {
    await Promise.all(this.#coming);
  }
}
