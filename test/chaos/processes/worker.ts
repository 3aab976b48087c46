/** A worker of all scenarios: `node worker.ts <settings>`. Says `ready` once it works; SIGTERM lets it stop in order. */
import { Worker } from '@waystone/engine';
import type { WorkerLine } from '../evidence/lines.ts';
import { Log } from '../evidence/lines.ts';
import { scenarios } from '../scenarios/index.ts';
import { endWithParent, settingsOf, storeOf } from './settings.ts';
import { witnessTasks, witnessedByWorker } from './witness.ts';

/** Workers die here for a living; no step may fail for it. */
const maxLosses = 1_000;

endWithParent();
const settings = settingsOf(process.argv.slice(2));
const log = new Log<WorkerLine>(settings.log);
const workflows = await Promise.all(scenarios.map(({ bind }) => bind(settings.folders)));
for (const bound of workflows) witnessTasks(bound, log);
const store = witnessedByWorker(storeOf(settings), log);
const worker = new Worker({ store, workflows, lease: settings.leaseMs, concurrency: 20, maxLosses });

async function stop(): Promise<void> {
  await worker.stop();
  await store.close();
  process.disconnect();
}

process.once('SIGTERM', () => void stop());
await worker.start();
process.send?.('ready');
