/** Crawls a site, level by level: a fork over a list that nobody knows beforehand, at most so many pages at once. */
import { fork, join, status, task, workflow } from '@waystone/core';
import type { BrokenLink, Page, Progress, Site, SiteMap } from './crawl.js';
import { PageMissing } from './errors.js';

export interface Browser {
  /** @throws PageMissing if there is no such page. */
  open(url: string): Promise<Page>;
}

@workflow()
export class CrawlWorkflow {
  constructor(private readonly browser: Browser) {}

  readonly progress = status<Progress>({ depth: 0, found: 0 });

  @task({ timeout: '2s', retry: { attempts: 8, initialDelay: '20ms', nonRetryable: [PageMissing] } })
  async fetch(url: string): Promise<Page> {
    return this.browser.open(url);
  }

  /** One lane a page. `settled`: a page that cannot be had does not stop the others. */
  @fork()
  async fetchAll(urls: readonly string[], concurrency: number) {
    return join(
      urls.map((url) => this.fetch(url)),
      { mode: 'settled', concurrency },
    );
  }

  async run({ start, maxDepth, concurrency }: Site): Promise<SiteMap> {
    const pages: Page[] = [];
    const broken: BrokenLink[] = [];
    const seen = new Set([start]);
    let level = [start];
    for (let depth = 0; depth <= maxDepth && level.length > 0; depth++) {
      const outcomes = await this.fetchAll(level, concurrency);
      const links: string[] = [];
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome.status === 'fulfilled') {
          pages.push(outcome.value);
          links.push(...outcome.value.links);
        } else {
          broken.push({ url: level[index] ?? '', reason: outcome.reason instanceof Error ? outcome.reason.message : 'unknown' });
        }
      }
      level = [...new Set(links)].filter((link) => !seen.has(link));
      for (const link of level) seen.add(link);
      this.progress.set({ depth, found: pages.length });
    }
    return { pages, broken };
  }
}
