/** A site in a table: what is found, what is broken, and what a crash anywhere changes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInMemory, simulate } from '@waystone/engine/testing';
import type { Page } from './crawl.js';
import { CrawlWorkflow } from './crawl.workflow.js';
import { PageMissing } from './errors.js';
import { workflows } from './generated/index.js';

const links: Readonly<Record<string, readonly string[]>> = { '/': ['/a', '/b', '/gone'], '/a': ['/', '/c'], '/b': ['/c'], '/c': [] };

async function open(url: string): Promise<Page> {
  const found = links[url];
  if (!found) throw new PageMissing(url);
  return { url, title: `page ${url}`, links: found };
}

const site = { start: '/', maxDepth: 3, concurrency: 2 };
const crawler = () => workflows.crawl(new CrawlWorkflow({ open }));

test('finds every page once, and the broken links', async () => {
  const { result, calls } = await runInMemory(crawler(), site);
  assert.deepEqual(
    result.pages.map(({ url }) => url),
    ['/', '/a', '/b', '/c'],
  );
  assert.deepEqual(
    result.broken.map(({ url }) => url),
    ['/gone'],
  );
  assert.equal(calls.fetch.length, 5);
});

test('asks a server again that fails or hangs, and not for a page that is not there', async () => {
  const { result, calls } = await runInMemory(crawler(), site, { failures: { fetch: [new Error('busy'), 'timeout'] } });
  assert.equal(result.pages.length, 4);
  assert.equal(calls.fetch.filter(({ args: [url] }) => url === '/').length, 3);
  assert.equal(calls.fetch.filter(({ args: [url] }) => url === '/gone').length, 1);
});

test('is the same with a crash anywhere', async () => {
  const { repeated } = await simulate(() => ({ workflow: crawler, input: site }));
  assert.ok(repeated > 0);
});
