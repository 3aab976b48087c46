/** What a worker holds and reaches beside very many instances that are ready: as much as beside few. */
import { value } from '../programs/value.js';
import { figure } from '../figures.js';
import type { Figure } from '../figures.js';
import { pause } from '../site/site.js';
import type { Scale, Site } from '../site/site.js';

const few = 1_000;
const batch = 2_000;
const workMs = 10_000;
const megabyte = 1_000_000;
/** So many that none ends while it is watched. */
const steps = 1_000_000;

export async function backlog(site: Site, { ready }: Scale): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  let started = 0;
  for (const count of [few, ready]) {
    await start(site, count - started);
    started = count;
    await site.place.tidy();
    figures.push(...(await workBeside(site, count)));
  }
  return figures;
}

async function start(site: Site, count: number): Promise<void> {
  for (let done = 0; done < count; done += batch) {
    const length = Math.min(batch, count - done);
    await Promise.all(Array.from({ length }, () => site.clients.chain.start(site.nextId(), { steps, value })));
  }
}

/** They take turns at the slots of a worker, which claims all the time. */
async function workBeside(site: Site, count: number): Promise<readonly Figure[]> {
  const worker = await site.worker();
  await pause(workMs);
  const { peakRssBytes, queries } = await worker.usage();
  await worker.stop();
  const named = count.toLocaleString('en-US');
  return [
    figure(`peak memory of a worker beside ${named} ready instances`, 'MB', peakRssBytes / megabyte),
    figure('… its queries', '/s', (queries * 1_000) / workMs),
  ];
}
