/** A worker of all scenarios: `node worker.ts <settings>`. Says `ready` once it works; SIGTERM lets it stop in order. */
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '@waystone/core';
import { Worker } from '@waystone/engine';
import type { WorkerLine } from '../evidence/lines.ts';
import { FileLog } from '../evidence/lines.ts';
import { scenarios } from '../scenarios/index.ts';
import { endWithParent, settingsOf, storeOf } from './settings.ts';
import { witnessTasks, witnessedByWorker } from './witness.ts';

/** Workers die here for a living; no step may fail for it. */
const maxLosses = 1_000;
const betweenStartsMs = 200;
/** Too short for some tasks. */
const graceMs = 100;

endWithParent();
const settings = settingsOf(process.argv.slice(2));
const log = new FileLog<WorkerLine>(settings.log);
const workflows = (await Promise.all(scenarios.map(({ bind }) => bind(settings.folders)))).flat();
for (const bound of workflows) witnessTasks(bound, log);
const store = witnessedByWorker(storeOf(settings), log);
const worker = await startWorker();
process.once('SIGTERM', () => void stop());
process.send?.('ready');

/** A database that is away comes back: whoever supervises workers starts them again. */
async function startWorker(): Promise<Worker> {
  for (;;) {
    const worker = new Worker({ store, workflows, lease: settings.leaseMs, grace: graceMs, concurrency: 20, maxLosses });
    try {
      await worker.start();
      return worker;
    } catch (error) {
      if (!(error instanceof StoreError && error.retryable)) throw error;
      await sleep(betweenStartsMs);
    }
  }
}

async function stop(): Promise<void> {
  await worker.stop();
  await store.close();
  process.disconnect();
}
