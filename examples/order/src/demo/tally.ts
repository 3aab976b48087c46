/** How the orders ended, counted while they end. */
import { EventEmitter, once } from 'node:events';
import type { Shipment } from '../order.js';

export type Ending =
  | { readonly outcome: 'shipped' }
  | { readonly outcome: 'refused'; readonly reason: string }
  | { readonly outcome: 'failed'; readonly error: string };

interface Refusal {
  readonly name: 'OrderRefused';
  readonly reason: string;
}

// This process loads none of the workflow's code, so errors come without their class; name and fields are there.
function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && error.name === 'OrderRefused' && 'reason' in error;
}

export class Tally {
  readonly #endings = new Map<string, Ending>();
  readonly #changed = new EventEmitter<{ ended: [] }>();
  #started = 0;

  started(): void {
    this.#started += 1;
  }

  /** Counts the order once `result` settles. */
  async ended(order: string, result: Promise<Shipment>): Promise<void> {
    this.#endings.set(order, await endingOf(result));
    this.#changed.emit('ended');
  }

  /** Waits until so many orders have ended. */
  async reaches(count: number): Promise<void> {
    while (this.#endings.size < count) await once(this.#changed, 'ended');
  }

  get inProgress(): number {
    return this.#started - this.#endings.size;
  }

  get done(): number {
    return this.#endings.size;
  }

  count(outcome: Ending['outcome']): number {
    return [...this.#endings.values()].filter((ending) => ending.outcome === outcome).length;
  }

  get endings(): ReadonlyMap<string, Ending> {
    return this.#endings;
  }
}

async function endingOf(result: Promise<Shipment>): Promise<Ending> {
  try {
    await result;
    return { outcome: 'shipped' };
  } catch (error) {
    return isRefusal(error) ? { outcome: 'refused', reason: error.reason } : { outcome: 'failed', error: String(error) };
  }
}
