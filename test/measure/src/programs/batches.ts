/** Rows of the bare loop, stored in batches: a new batch as soon as the last one is durable. */
import { randomBytes } from 'node:crypto';
import type { StepRow, Writes } from './bare-writes.js';

/** As large as what a step of the chain stores, which is asserted where both are tested: a continuation that holds the value twice, and a result. */
const [envelopeBytes, outcomeBytes] = [240, 114];
/** Other bytes with every step: what stays the same from one version of a row to the next is not written ahead. */
const bytes = randomBytes(65_536);
const stride = 151;

export function rowOf(n: number, seq: number): StepRow {
  const start = ((n + seq) * stride) % (bytes.length - envelopeBytes);
  return { n, seq, envelope: bytes.subarray(start, start + envelopeBytes), outcome: bytes.subarray(start, start + outcomeBytes) };
}

const largestBatch = 1_000;

interface Waiting {
  readonly row: StepRow;
  readonly stored: () => void;
}

export class Batches {
  #waiting: Waiting[] = [];
  #isBusy = false;
  readonly #writes: Writes;

  constructor(writes: Writes) {
    this.#writes = writes;
  }

  store(n: number, seq: number): Promise<void> {
    return new Promise((stored) => {
      this.#waiting.push({ row: rowOf(n, seq), stored });
      if (!this.#isBusy) void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    this.#isBusy = true;
    // All that run in this turn come along.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, largestBatch);
      await this.#writes.store(batch.map(({ row }) => row));
      for (const { stored } of batch) stored();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#isBusy = false;
  }
}
