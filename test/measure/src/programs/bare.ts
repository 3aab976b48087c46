/**
 * The limit that the driver and the disk set: results of steps are stored in batches, a new batch as soon as the last one
 * is durable, and there is no engine around it. The same bytes as a step of a workflow, the same durability.
 */
import { randomBytes } from 'node:crypto';
import type { Address } from '../site/place.js';
import { postgresWrites, sqliteWrites } from './bare-writes.js';
import type { StepRow, Writes } from './bare-writes.js';
import { serve } from './answer.js';
import { value } from './runner.js';
import type { ChainsRequest, ForksRequest, Runner } from './runner.js';
import { settingsOf } from './settings.js';
import type { RunnerSettings } from './settings.js';

/** A continuation takes about half as much again as the value in it. */
const envelopeBytes = value.length * 1.5;
/** Other bytes with every step: what stays the same from one version of a row to the next is not written ahead. */
const bytes = randomBytes(65_536);
const stride = 151;

function rowOf(n: number, seq: number): StepRow {
  const start = ((n + seq) * stride) % (bytes.length - envelopeBytes);
  return { n, seq, envelope: bytes.subarray(start, start + envelopeBytes), outcome: bytes.subarray(start, start + value.length) };
}

const largestBatch = 1_000;

interface Waiting {
  readonly row: StepRow;
  readonly stored: () => void;
}

class Batches {
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

function open(address: Address): Promise<Writes> {
  return address.kind === 'postgres' ? postgresWrites(address.url) : sqliteWrites(address.path);
}

const writes = await open(settingsOf<RunnerSettings>().address);
const batches = new Batches(writes);
let numbers = 0;

async function chain(steps: number): Promise<void> {
  const n = numbers++;
  for (let seq = 0; seq < steps; seq++) await batches.store(n, seq);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const runner: Runner = {
  chains: ({ instances, steps }: ChainsRequest) =>
    timed(async () => void (await Promise.all(Array.from({ length: instances }, () => chain(steps))))),
  async steps(count: number) {
    const n = numbers++;
    const times: number[] = [];
    for (let seq = 0; seq < count; seq++) times.push(await timed(() => writes.store([rowOf(n, seq)])));
    return times;
  },
  async forks({ lanes, times: turns }: ForksRequest) {
    const times: number[] = [];
    for (let turn = 0; turn < turns; turn++) times.push(await timed(() => fork(lanes)));
    return times;
  },
};

/** What no engine can do without: the lanes are stored, then their results, then that they are joined. */
async function fork(lanes: number): Promise<void> {
  const first = numbers;
  numbers += lanes + 1;
  const store = (from: number, count: number, seq: number): Promise<void> =>
    writes.store(Array.from({ length: count }, (_, lane) => rowOf(from + lane, seq)));
  await store(first, lanes + 1, 0);
  await store(first + 1, lanes, 1);
  await store(first, 1, 1);
}

serve({ ...runner }, () => writes.close());
