/**
 * Crawls a small site on this machine.
 * Usage: `node dist/main.js [SQLite file]`; DATABASE_URL, if it is set, names a PostgreSQL instead.
 */
import { randomUUID } from 'node:crypto';
import { Worker } from '@waystone/engine';
import { postgres } from '@waystone/engine/postgres';
import { sqlite } from '@waystone/engine/sqlite';
import { httpBrowser } from './browser.js';
import { CrawlWorkflow } from './crawl.workflow.js';
import { clients, workflows } from './generated/index.js';
import { openSite } from './site.js';

const [file = 'crawler.db'] = process.argv.slice(2);
const { DATABASE_URL } = process.env;

const site = await openSite();
const store = DATABASE_URL ? postgres(DATABASE_URL) : sqlite(file);
const worker = new Worker({ store, workflows: [workflows.crawl(new CrawlWorkflow(httpBrowser))] });
await worker.start();

const { crawl } = clients(store);
const handle = await crawl.start(`crawl-${randomUUID()}`, { start: site.url, maxDepth: 3, concurrency: 8 });

async function showProgress(): Promise<void> {
  for await (const { depth, found } of handle.progress.changes()) console.log(`depth ${depth}: ${found} pages`);
}

const [{ pages, broken }] = await Promise.all([handle.result(), showProgress()]);
console.log(`${pages.length} pages, ${broken.length} broken links, ${site.requests()} requests`);

await worker.stop();
await store.close();
await site.close();
