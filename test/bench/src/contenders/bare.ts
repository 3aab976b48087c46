/**
 * The limit that the driver and the disk set: rows as large as those of a step, stored in batches with no engine around them.
 * It neither waits for anything nor goes on with anything.
 */
import type { Address } from '../../../measure/src/site/place.js';
import { Batches, rowOf } from '../../../measure/src/programs/batches.js';
import { postgresWrites, sqliteWrites } from '../../../measure/src/programs/bare-writes.js';
import type { Writes } from '../../../measure/src/programs/bare-writes.js';
import type { Inputs, Kind } from '../contender.js';
import { serveContender } from '../serve.js';

function openWrites(address: Address): Promise<Writes> {
  return address.kind === 'postgres' ? postgresWrites(address.url) : sqliteWrites(address.path);
}

await serveContender(async ({ address, marks }) => {
  const writes = await openWrites(address);
  const batches = new Batches(writes);
  let numbers = 0;

  async function chain({ steps }: Inputs['chain']): Promise<void> {
    const n = numbers++;
    for (let seq = 0; seq < steps; seq++) {
      await batches.store(n, seq);
      marks.add();
    }
  }

  /** What no engine can do without: the lanes are stored, then their results, then that they are joined. */
  async function fan({ lanes, times }: Inputs['fan']): Promise<void> {
    const first = numbers;
    numbers += lanes + 1;
    const store = (from: number, count: number, seq: number): Promise<void> =>
      writes.store(Array.from({ length: count }, (_, lane) => rowOf(from + lane, seq)));
    marks.add();
    for (let time = 0; time < times; time++) {
      await store(first, lanes + 1, time * 2);
      await store(first + 1, lanes, time * 2 + 1);
      await store(first, 1, time * 2 + 1);
      marks.add();
    }
  }

  function run(kind: Kind, input: unknown): Promise<void> {
    if (kind === 'chain') return chain(input as Inputs['chain']);
    if (kind === 'fan') return fan(input as Inputs['fan']);
    throw new Error(`the bare loop has nothing like '${kind}'`);
  }

  return {
    start(kind, _, input) {
      const running = run(kind, input);
      return Promise.resolve({ result: () => running });
    },
    signal: () => Promise.reject(new Error('the bare loop receives nothing')),
    close: () => writes.close(),
  };
});
