import { Worker } from '@waystone/engine';
import { sqlite } from '@waystone/engine/sqlite';
import { clients, workflows } from './generated/index.js';
import { GreetingWorkflow } from './greeting.workflow.js';

const store = sqlite(':memory:');
const worker = new Worker({ store, workflows: [workflows.greeting(new GreetingWorkflow())] });
await worker.start();
const handle = await clients(store).greeting.start('greeting-1', { name: 'Ada' });
console.log(await handle.result());
await worker.stop();
await store.close();
