/** A client and a worker in one process, which tell what the steps that they are asked for have cost this process. */
import { randomBytes } from 'node:crypto';
import { Worker } from '@waystone/engine';
import { clients, workflows } from '../generated/index.js';
import { openStore } from '../site/place.js';
import { ChainWorkflow, FanWorkflow, SilentChainWorkflow, ToldChainWorkflow } from '../workflows/throughput.workflow.js';
import { serve } from './answer.js';
import { countQueries } from './count-queries.js';
import { Marks } from './marks.js';
import { settingsOf } from './settings.js';
import type { WorkerSettings } from './settings.js';

export interface Work {
  readonly workflow: 'chain' | 'silentChain' | 'toldChain' | 'fan';
  /** At once. */
  readonly instances: number;
  /** Of each instance; of forks, how many. */
  readonly steps: number;
  /** Of the value that each step stores. */
  readonly bytes: number;
  /** Of each fork. */
  readonly lanes: number;
}

export interface Spent {
  readonly queries: number;
  readonly cpuMs: number;
  readonly ms: number;
}

const { address, applicationName, concurrency } = settingsOf<WorkerSettings>();
const queries = countQueries();
const store = openStore(address, { applicationName });
const marks = new Marks();
const bound = [
  workflows.chain(new ChainWorkflow(marks)),
  workflows.silentChain(new SilentChainWorkflow(marks)),
  workflows.toldChain(new ToldChainWorkflow(marks)),
  workflows.fan(new FanWorkflow(marks)),
];
const worker = new Worker({ store, workflows: bound, concurrency });
await worker.start();
const typed = clients(store);
let ids = 0;

async function take({ workflow, instances, steps, bytes, lanes }: Work): Promise<Spent> {
  marks.takeGaps();
  const [before, cpu, begin] = [queries(), process.cpuUsage(), performance.now()];
  // What a database cannot make smaller.
  const value = randomBytes(bytes).toString('base64').slice(0, bytes);
  const started = Array.from({ length: instances }, () => {
    const id = `${process.pid}-${ids++}`;
    return workflow === 'fan' ? typed.fan.start(id, { lanes, times: steps }) : typed[workflow].start(id, { steps, value });
  });
  await Promise.all(started.map(async (handle) => (await handle).result()));
  const { user, system } = process.cpuUsage(cpu);
  return { queries: queries() - before, cpuMs: (user + system) / 1_000, ms: performance.now() - begin };
}

serve({ take }, async () => {
  await worker.stop();
  await store.close();
});
