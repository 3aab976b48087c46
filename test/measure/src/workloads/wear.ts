/** What very many steps leave behind: rows are rewritten in place, and what is dead makes room for what comes. */
import { value } from '../programs/value.js';
import { figure } from '../figures.js';
import type { Figure } from '../figures.js';
import type { Scale, Site } from '../site/site.js';

const instances = 1_000;
const megabyte = 1_000_000;

export async function wear(site: Site, { longSteps: steps }: Scale): Promise<readonly Figure[]> {
  const worker = await site.worker(instances);
  const begin = performance.now();
  const started = Array.from({ length: instances }, () => site.clients.chain.start(site.nextId(), { steps, value }));
  await Promise.all(started.map(async (handle) => (await handle).result()));
  const ms = performance.now() - begin;
  await worker.stop();
  const worn = await site.place.wear();
  const total = (instances * steps).toLocaleString('en-US');
  const rate = figure(`${total} steps of ${instances} instances`, '/s', (instances * steps * 1_000) / ms);
  if (!worn) return [rate];
  return [
    rate,
    figure('… changes of lanes that left all indexes alone', 'ratio', worn.inPlace),
    figure('… lanes with their indexes take', 'MB', worn.bytes / megabyte),
    figure('… runs of autovacuum on them', '', worn.vacuums),
  ];
}
