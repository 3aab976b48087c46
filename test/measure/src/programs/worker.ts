/** A worker and nothing else. Tells what it costs. */
import { Worker } from '@waystone/engine';
import { workflows } from '../generated/index.js';
import { openStore } from '../site/place.js';
import { PromptWorkflow, SignaledWorkflow, SleeperWorkflow } from '../workflows/latency.workflow.js';
import { ChainWorkflow } from '../workflows/throughput.workflow.js';
import { serve } from './answer.js';
import { countQueries } from './count-queries.js';
import { Marks } from './marks.js';
import { settingsOf } from './settings.js';
import type { WorkerSettings } from './settings.js';

/** What a worker has asked and taken so far. */
export interface Usage {
  readonly queries: number;
  readonly peakRssBytes: number;
}

const { address, applicationName, concurrency } = settingsOf<WorkerSettings>();
const queries = countQueries();
const store = openStore(address, { applicationName });
const bound = [
  workflows.chain(new ChainWorkflow(new Marks())),
  workflows.prompt(new PromptWorkflow()),
  workflows.signaled(new SignaledWorkflow()),
  workflows.sleeper(new SleeperWorkflow()),
];
const worker = new Worker({ store, workflows: bound, concurrency });
await worker.start();

serve({ usage: (): Usage => ({ queries: queries(), peakRssBytes: process.resourceUsage().maxRSS * 1024 }) }, async () => {
  await worker.stop();
  await store.close();
});
