/** The bare loop in a process of its own, which tells what the steps that it is asked for have cost this process. */
import { postgresWrites, sqliteWrites } from './bare-writes.js';
import { serve } from './answer.js';
import { Batches } from './batches.js';
import { countQueries } from './count-queries.js';
import { settingsOf } from './settings.js';
import type { WorkerSettings } from './settings.js';
import type { Spent, Work } from './spend.js';

const { address, applicationName } = settingsOf<WorkerSettings>();
const queries = countQueries();
const writes = await (address.kind === 'postgres' ? postgresWrites(address.url, applicationName) : sqliteWrites(address.path));
const batches = new Batches(writes);
let numbers = 0;

async function take({ instances, steps }: Work): Promise<Spent> {
  const [before, cpu, begin] = [queries(), process.cpuUsage(), performance.now()];
  await Promise.all(
    Array.from({ length: instances }, async () => {
      const n = numbers++;
      for (let seq = 0; seq < steps; seq++) await batches.store(n, seq);
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  return { queries: queries() - before, cpuMs: (user + system) / 1_000, ms: performance.now() - begin };
}

serve({ take }, () => writes.close());
