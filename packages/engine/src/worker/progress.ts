/**
 * The statuses that one attempt of a task publishes while it runs.
 *
 * Always: values of one status are stored in the order in which they were set, however long each takes; of those that wait
 * for their turn only the latest is stored.
 */
import type { Envelope } from '../store/store.js';

export class Progress {
  readonly #latest = new Map<string, Envelope>();
  readonly #sending = new Map<string, Promise<void>>();

  /** @param store Never rejects. */
  constructor(private readonly store: (status: string, envelope: Envelope) => Promise<void>) {}

  /** Resolves when this value, or a later one in its place, is stored. */
  set(status: string, envelope: Envelope): Promise<void> {
    this.#latest.set(status, envelope);
    const underWay = this.#sending.get(status);
    if (underWay) return underWay;
    const sending = this.#send(status);
    this.#sending.set(status, sending);
    return sending;
  }

  async #send(status: string): Promise<void> {
    for (let envelope = this.#take(status); envelope; envelope = this.#take(status)) await this.store(status, envelope);
    // In the same turn as the last look, or a value that is set in between would be nobody's.
    this.#sending.delete(status);
  }

  #take(status: string): Envelope | undefined {
    const envelope = this.#latest.get(status);
    this.#latest.delete(status);
    return envelope;
  }
}
