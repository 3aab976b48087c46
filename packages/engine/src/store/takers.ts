/**
 * The workers of this process, as starts find them: one that has room takes the main line of what is started for itself, in
 * the transaction of the start, so that no claim follows.
 *
 * Always: whoever takes something is told what became of it, once.
 */
import type { Holder, StartRequest, StartResult } from './steps.js';

/** A main line that is to be held, if its start succeeds. */
export interface Taking extends Holder {
  /** The start has ended; absent: it failed, or nobody knows. */
  readonly settle: (result?: StartResult) => void;
}

export interface Taker {
  /** Keeps a slot for what is about to be started. Undefined: it is not for this worker, there is no room, or others wait for that. */
  take(request: StartRequest): Taking | undefined;
}

export class Takers {
  readonly #takers = new Set<Taker>();

  /** Returns a function that takes it away again. */
  add(taker: Taker): () => void {
    this.#takers.add(taker);
    return () => void this.#takers.delete(taker);
  }

  /** Starts with whoever takes it; `write` does it. */
  async start(request: StartRequest, write: (request: StartRequest) => Promise<StartResult>): Promise<StartResult> {
    const taking = this.#take(request);
    if (!taking) return write(request);
    let result: StartResult | undefined;
    try {
      const { settle: _, ...holder } = taking;
      result = await write({ ...request, holder });
      return result;
    } finally {
      taking.settle(result);
    }
  }

  #take(request: StartRequest): Taking | undefined {
    for (const taker of this.#takers) {
      const taking = taker.take(request);
      if (taking) return taking;
    }
    return undefined;
  }
}
