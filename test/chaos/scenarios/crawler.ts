/** `examples/crawler`: a fork over a list that nobody knows beforehand, at most so many lanes at once, level by level. */
import type * as Workflow from '../../../examples/crawler/src/crawl.workflow.ts';
import type * as Errors from '../../../examples/crawler/src/errors.ts';
import type * as Generated from '../../../examples/crawler/src/generated/index.ts';
import type { Page, Site, SiteMap } from '../../../examples/crawler/src/crawl.ts';
import { compiled, mishap, moment } from './modules.ts';
import type { Scenario } from './scenario.ts';

const fanOut = 3;
const lastPage = 30;
const maxDepth = 3;

export const crawler: Scenario = {
  workflow: 'crawl',
  async bind() {
    const [{ CrawlWorkflow }, errors, { workflows }] = await Promise.all([
      compiled<typeof Workflow>('crawler', 'crawl.workflow.js'),
      compiled<typeof Errors>('crawler', 'errors.js'),
      compiled<typeof Generated>('crawler', 'generated/index.js'),
    ]);
    return [workflows.crawl(new CrawlWorkflow({ open: (url) => open(url, errors) }))];
  },
  draw(chance) {
    const site: Site = { start: 'page/0', maxDepth, concurrency: chance.between(2, 8) };
    return { input: site, signals: [], outcomes: [{ end: 'completed', value: siteMap() }], mostLanes: 1 + fanOut ** maxDepth };
  },
};

async function open(url: string, { PageMissing }: typeof Errors): Promise<Page> {
  await moment();
  mishap();
  if (numberOf(url) > lastPage) throw new PageMissing(missing(url));
  return pageAt(url);
}

function numberOf(url: string): number {
  return Number(url.slice('page/'.length));
}

function missing(url: string): string {
  return `${url} does not exist`;
}

function pageAt(url: string): Page {
  const first = numberOf(url) * fanOut + 1;
  return { url, title: `Page ${numberOf(url)}`, links: Array.from({ length: fanOut }, (_, index) => `page/${first + index}`) };
}

/** The pages lie in the order of their numbers, level by level. */
function siteMap(): SiteMap {
  const levels = Array.from({ length: maxDepth + 1 }, (_, depth) => fanOut ** depth);
  const count = levels.reduce((sum, size) => sum + size, 0);
  const urls = Array.from({ length: count }, (_, index) => `page/${index}`);
  return {
    pages: urls.filter((url) => numberOf(url) <= lastPage).map(pageAt),
    broken: urls.filter((url) => numberOf(url) > lastPage).map((url) => ({ url, reason: missing(url) })),
  };
}
