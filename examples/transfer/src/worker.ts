/**
 * A worker, as the demo starts it. In the middle of every transfer it asks whoever started it whether to go on.
 *
 * Usage: `node dist/worker.js [SQLite file]`, as a child process; DATABASE_URL, if it is set, names a PostgreSQL instead.
 */
import { once } from 'node:events';
import { Worker } from '@waystone/engine';
import { postgres } from '@waystone/engine/postgres';
import { sqlite } from '@waystone/engine/sqlite';
import { workflows } from './generated/index.js';
import { TransferWorkflow } from './transfer.workflow.js';

const [file = 'transfer.db'] = process.argv.slice(2);
const { DATABASE_URL } = process.env;

const teller = {
  async between(): Promise<void> {
    const answer = once(process, 'message');
    process.send?.('the money is between two accounts');
    await answer;
  },
  tell: () => {},
};

const store = DATABASE_URL ? postgres(DATABASE_URL) : sqlite(file);
// One after the other, so that every answer has its question.
const worker = new Worker({ store, workflows: [workflows.transfer(new TransferWorkflow(teller))], concurrency: 1, lease: '2s' });

async function stop(): Promise<void> {
  await worker.stop();
  await store.close();
}

// Before the start, and also if it has happened by then: whoever is told to end while it begins has to end, too.
process.once('disconnect', () => void stop());
await (process.connected ? worker.start() : stop());
