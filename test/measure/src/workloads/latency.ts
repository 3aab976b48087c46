/** How soon an idle worker in another process goes on: after a start, a signal, the end of a sleep. */
import { figure } from '../figures.js';
import type { Figure } from '../figures.js';
import { preciseNow } from '../precise-now.js';
import { rest } from '../site/site.js';
import type { Scale, Site } from '../site/site.js';

const timersAtOnce = 100;
const sleepMs = 1_000;

export async function latency(site: Site, { latencies }: Scale): Promise<readonly Figure[]> {
  await site.worker();
  await startLatencies(site, 3);
  return [
    figure('start to first task', 'ms', await startLatencies(site, latencies), '< 20 ms'),
    figure('signal to next task', 'ms', await signalLatencies(site, latencies), '< 20 ms'),
    figure('lateness of a 1 s timer', 'ms', await alone(site, Math.ceil(latencies / 4)), '< 50 ms'),
    figure(`lateness of ${timersAtOnce} at once`, 'ms', await sleepers(site, timersAtOnce), '< 50 ms'),
  ];
}

/** From before the call of `start` to the beginning of the task. */
export async function startLatencies(site: Site, count: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let sample = 0; sample < count; sample++) {
    await rest();
    const start = preciseNow();
    const handle = await site.clients.prompt.start(site.nextId(), undefined);
    times.push((await handle.result()) - start);
  }
  return times;
}

async function signalLatencies(site: Site, count: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let sample = 0; sample < count; sample++) {
    const handle = await site.clients.signaled.start(site.nextId(), undefined);
    await rest();
    const start = preciseNow();
    await handle.go.send(null);
    times.push((await handle.result()) - start);
  }
  return times;
}

async function alone(site: Site, count: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let sample = 0; sample < count; sample++) times.push(...(await sleepers(site, 1)));
  return times;
}

async function sleepers(site: Site, count: number): Promise<readonly number[]> {
  const due = Math.ceil(preciseNow()) + sleepMs;
  const handles = await Promise.all(Array.from({ length: count }, () => site.clients.sleeper.start(site.nextId(), due)));
  const wokenAt = await Promise.all(handles.map((handle) => handle.result()));
  return wokenAt.map((at) => at - due);
}
