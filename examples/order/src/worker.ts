/**
 * A worker process: runs the orders of a database. Usage: `node worker.js <SQLite file> <payments url> <witness file>`.
 * It may be killed at any instruction; start another one and it goes on.
 */
import { Worker } from '@waystone/engine';
import { workflows } from './generated/index.js';
import { HttpPayments } from './http-payments.js';
import { PostalService, Warehouse } from './local-services.js';
import { OrderWorkflow } from './order.workflow.js';
import { openStore } from './store.js';
import { witnessed } from './witness.js';

const [file = 'orders.db', paymentsUrl = 'http://127.0.0.1:8080', witnessFile = 'executions.jsonl'] = process.argv.slice(2);

const order = new OrderWorkflow(
  witnessed(new HttpPayments(paymentsUrl), witnessFile),
  witnessed(new Warehouse(), witnessFile),
  witnessed(new PostalService(), witnessFile),
);
const store = openStore(file);
const worker = new Worker({ store, workflows: [workflows.order(order)], concurrency: 50, lease: '2s' });

process.once('SIGTERM', () => {
  void worker.stop().then(() => store.close());
});

await worker.start();
