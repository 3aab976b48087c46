/** What a worker with nothing to do asks its database. */
import { figure } from '../figures.js';
import type { Figure } from '../figures.js';
import { pause, workerName } from '../site/site.js';
import type { Scale, Site } from '../site/site.js';

/** Until what happens after a start has passed. */
const settleMs = 2_000;
const megabyte = 1_000_000;

export async function idle(site: Site, scale: Scale): Promise<readonly Figure[]> {
  const worker = await site.worker();
  const queries = await queriesPerSecond(worker, scale);
  const { peakRssBytes } = await worker.usage();
  return [
    figure('queries of an idle worker', '/s', queries, '< 1/s'),
    figure('… peak memory', 'MB', peakRssBytes / megabyte),
    figure('… connections', '', await site.place.connectionsOf(workerName)),
  ];
}

export async function queriesPerSecond(worker: Awaited<ReturnType<Site['worker']>>, { idleSeconds }: Scale): Promise<number> {
  await pause(settleMs);
  const before = await worker.usage();
  await pause(idleSeconds * 1_000);
  const after = await worker.usage();
  return (after.queries - before.queries) / idleSeconds;
}
