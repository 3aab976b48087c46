/** What instances that rest cost: the same questions with none of them and with many. */
import { figure, median } from '../figures.js';
import type { Figure } from '../figures.js';
import { pause } from '../site/site.js';
import type { Scale, Site } from '../site/site.js';
import { queriesPerSecond } from './idle.js';
import { startLatencies } from './latency.js';

const inYears = 3 * 365 * 24 * 3_600_000;
const batch = 2_000;
const lookMs = 500;

export async function parked(site: Site, scale: Scale): Promise<readonly Figure[]> {
  const worker = await site.worker(1_000);
  await startLatencies(site, 3);
  const before = await startLatencies(site, scale.latencies);
  const bytesBefore = await site.place.bytes();
  await park(site, scale.parked);
  await site.place.tidy();
  const bytes = (await site.place.bytes()) - bytesBefore;
  await startLatencies(site, 3);
  const after = await startLatencies(site, scale.latencies);
  const count = scale.parked.toLocaleString('en-US');
  return [
    figure('start to first task, nothing parked', 'ms', before),
    figure(`… with ${count} instances parked`, 'ms', after),
    figure('… ratio', 'ratio', median(after) / median(before), '1×'),
    figure(`queries of an idle worker, ${count} parked`, '/s', await queriesPerSecond(worker, scale), '< 1/s'),
    figure('bytes of a parked instance', 'B', bytes / scale.parked),
  ];
}

/** Half of them wait for a signal, half for a time. They came there by a step, as instances do. */
export async function park(site: Site, count: number): Promise<void> {
  const { signaled, sleeper } = site.clients;
  const due = Date.now() + inYears;
  for (let done = 0; done < count; done += batch) {
    const start = (index: number) => (index % 2 === 0 ? signaled.start(site.nextId(), undefined) : sleeper.start(site.nextId(), due));
    await Promise.all(Array.from({ length: Math.min(batch, count - done) }, (_, index) => start(index)));
  }
  await allParked(site);
}

async function allParked({ store }: Site): Promise<void> {
  while ((await store.list({ status: ['ready', 'running'], limit: 1 })).length > 0) await pause(lookMs);
}
