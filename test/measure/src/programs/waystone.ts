/** The runner under measurement: client and worker in one process, on one store. */
import { Worker } from '@waystone/engine';
import { clients, workflows } from '../generated/index.js';
import { openStore } from '../site/place.js';
import { ChainWorkflow, FanWorkflow } from '../workflows/throughput.workflow.js';
import { serve } from './answer.js';
import { Marks } from './marks.js';
import { value } from './runner.js';
import type { ChainsRequest, ForksRequest, Runner } from './runner.js';
import { settingsOf } from './settings.js';
import type { RunnerSettings } from './settings.js';

const store = openStore(settingsOf<RunnerSettings>().address, { applicationName: 'runner' });
const marks = new Marks();
const concurrency = 1_000;
const bound = [workflows.chain(new ChainWorkflow(marks)), workflows.fan(new FanWorkflow(marks))];
const worker = new Worker({ store, workflows: bound, concurrency });
await worker.start();
const { chain, fan } = clients(store);
let runs = 0;

const runner: Runner = {
  async chains({ instances, steps }: ChainsRequest) {
    const run = runs++;
    const start = performance.now();
    const handles = await Promise.all(Array.from({ length: instances }, (_, index) => chain.start(`${run} ${index}`, { steps, value })));
    await Promise.all(handles.map((handle) => handle.result()));
    marks.takeGaps();
    return performance.now() - start;
  },
  async steps(count: number) {
    marks.takeGaps();
    await (await chain.start(`${runs++}`, { steps: count + 1, value })).result();
    return marks.takeGaps();
  },
  async forks({ lanes, times }: ForksRequest) {
    marks.takeGaps();
    await (await fan.start(`${runs++}`, { lanes, times })).result();
    return marks.takeGaps();
  },
};

serve({ ...runner }, async () => {
  await worker.stop();
  await store.close();
});
