/** A worker: `node worker.js <database> <log> <name> <lease>`. Prints what its tasks do. */
import { Worker } from '@waystone/engine';
import { workflows } from './generated/index.js';
import { HoldWorkflow, JourneyWorkflow } from './journey.workflow.js';
import { openStore } from './store.js';
import { World } from './world.js';

const [database = '', log = '', name = '', lease = '10s'] = process.argv.slice(2);
const world = new World(log, name);
const store = openStore(database);
const worker = new Worker({
  store,
  name,
  lease: lease as '10s',
  grace: '1h',
  workflows: [workflows.journey(new JourneyWorkflow(world)), workflows.hold(new HoldWorkflow(world))],
});

async function stop(): Promise<void> {
  console.log('stopping');
  await worker.stop();
  await store.close();
  world.close();
}

process.once('SIGTERM', () => void stop());
await worker.start();
console.log('started');
