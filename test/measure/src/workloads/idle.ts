/** What a worker with nothing to do asks its database. */
import { figure } from '../figures.js';
import type { Figure } from '../figures.js';
import { pause } from '../site/site.js';
import type { Scale, Site } from '../site/site.js';

/** Until what happens after a start has passed. */
const settleMs = 2_000;

export async function idle(site: Site, scale: Scale): Promise<readonly Figure[]> {
  const worker = await site.worker();
  return [figure('queries of an idle worker', '/s', await queriesPerSecond(worker, scale), '< 1/s')];
}

export async function queriesPerSecond(worker: Awaited<ReturnType<Site['worker']>>, { idleSeconds }: Scale): Promise<number> {
  await pause(settleMs);
  const before = await worker.usage();
  await pause(idleSeconds * 1_000);
  const after = await worker.usage();
  return (after.queries - before.queries) / idleSeconds;
}
