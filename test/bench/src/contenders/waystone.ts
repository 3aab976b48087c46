/** Waystone as its guide advises: a worker, and the typed clients. */
import { Worker } from '@waystone/engine';
import { clients, workflows } from '../../../measure/src/generated/index.js';
import { openStore } from '../../../measure/src/site/place.js';
import { PromptWorkflow, SignaledWorkflow, SleeperWorkflow } from '../../../measure/src/workflows/latency.workflow.js';
import { ChainWorkflow, FanWorkflow } from '../../../measure/src/workflows/throughput.workflow.js';
import { concurrency } from '../contender.js';
import type { Inputs, Kind, Opening, Started } from '../contender.js';
import { serveContender } from '../serve.js';

async function openWorker({ role, marks, leaseMs }: Opening, store: ReturnType<typeof openStore>): Promise<Worker | undefined> {
  if (role === 'client') return undefined;
  const bound = [
    workflows.chain(new ChainWorkflow(marks)),
    workflows.fan(new FanWorkflow(marks)),
    workflows.prompt(new PromptWorkflow()),
    workflows.signaled(new SignaledWorkflow()),
    workflows.sleeper(new SleeperWorkflow()),
  ];
  const worker = new Worker({ store, workflows: bound, concurrency, ...(leaseMs !== undefined && { lease: leaseMs }) });
  await worker.start();
  return worker;
}

await serveContender(async (opening) => {
  const store = openStore(opening.address, { applicationName: opening.role });
  const worker = await openWorker(opening, store);
  const typed = clients(store);
  return {
    start: <K extends Kind>(kind: K, id: string, input: Inputs[K]): Promise<Started> =>
      (typed[kind].start as (id: string, input: unknown) => Promise<Started>)(id, input ?? undefined),
    signal: (id) => typed.signaled.get(id).go.send(null),
    close: async () => {
      await worker?.stop();
      await store.close();
    },
  };
});
