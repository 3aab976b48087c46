/**
 * Sends the invoices of a month.
 * Usage: `node dist/main.js [SQLite file]`; DATABASE_URL, if it is set, names a PostgreSQL instead.
 */
import { randomUUID } from 'node:crypto';
import { Worker } from '@waystone/engine';
import { postgres } from '@waystone/engine/postgres';
import { sqlite } from '@waystone/engine/sqlite';
import { ArchiveWorkflow } from './archive.workflow.js';
import { BatchWorkflow } from './batch.workflow.js';
import { clients, workflows } from './generated/index.js';
import { InvoiceWorkflow } from './invoice.workflow.js';
import type { Invoice } from './invoices.js';
import { fakePost } from './post.js';

const [file = 'batch.db'] = process.argv.slice(2);
const { DATABASE_URL } = process.env;

const post = fakePost();
const store = DATABASE_URL ? postgres(DATABASE_URL) : sqlite(file);
const worker = new Worker({
  store,
  workflows: [
    workflows.batch(new BatchWorkflow()),
    workflows.invoice(new InvoiceWorkflow(post)),
    workflows.archive(new ArchiveWorkflow(post)),
  ],
});
await worker.start();

const invoices = Array.from({ length: 200 }, (_, index): Invoice => {
  const customer = `customer ${index + 1}`;
  return { customer, email: index % 50 === 49 ? 'nowhere' : `customer-${index + 1}@example.com`, cents: 1_000 + index };
});

const { batch, archive } = clients(store);
const name = `may-${randomUUID()}`;
const handle = await batch.start(name, { name, invoices, chunk: 50 });

async function showProgress(): Promise<void> {
  for await (const { sent, failed, total } of handle.progress.changes()) if (total > 0) console.log(`${sent + failed} of ${total}`);
}

const [summary] = await Promise.all([handle.result(), showProgress()]);
console.log(`${summary.sent} sent, ${post.mails()} mails`);
for (const { customer, reason } of summary.failures) console.log(`${customer}: ${reason}`);

const { children } = await handle.describe();
console.log(`${children.completed + children.failed + children.live} children, ${children.failed} failed`);
await archive.get(summary.archive).result();
console.log(`archived ${post.archived().length} month`);

await worker.stop();
await store.close();
