/** Reads pages over HTTP. */
import { context } from '@waystone/core';
import type { Page } from './crawl.js';
import type { Browser } from './crawl.workflow.js';
import { PageMissing } from './errors.js';

const notFound = 404;

export const httpBrowser: Browser = {
  async open(url): Promise<Page> {
    const response = await fetch(url, { signal: context().signal });
    if (response.status === notFound) throw new PageMissing(`${new URL(url).pathname} does not exist`);
    if (!response.ok) throw new Error(`the site answered ${response.status}`);
    const html = await response.text();
    const title = /<title>(.*?)<\/title>/.exec(html)?.[1] ?? '';
    const links = [...html.matchAll(/href="(.*?)"/g)].map(([, path = '']) => new URL(path, url).href);
    return { url, title, links };
  },
};
