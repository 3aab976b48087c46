/** Herds: everything becomes due at once. One worker drains them with bounded memory and connections, in order. */
import { figure } from '../figures.js';
import type { Figure } from '../figures.js';
import { preciseNow } from '../precise-now.js';
import { pause, workerName } from '../site/site.js';
import type { Scale, Site } from '../site/site.js';

const sampleMs = 50;
const megabyte = 1_000_000;

export async function timerHerd(site: Site, { dueTimers }: Scale): Promise<readonly Figure[]> {
  const worker = await site.worker();
  const due = Math.ceil(preciseNow()) + 3_000 + dueTimers * 2;
  const sleepers = startAll(dueTimers, () => site.clients.sleeper.start(site.nextId(), due));
  const [woken, connections] = await watched(site, async () => results(await sleepers));
  const { peakRssBytes } = await worker.usage();
  return [
    figure(`${dueTimers} timers due at once, all done after`, 'ms', Math.max(...woken) - due),
    figure(
      '… lateness of each',
      'ms',
      woken.map((at) => at - due),
    ),
    figure('… peak memory of the worker', 'MB', peakRssBytes / megabyte),
    figure('… peak connections of the worker', '', connections),
  ];
}

export async function startHerd(site: Site, { startsAtOnce }: Scale): Promise<readonly Figure[]> {
  const worker = await site.worker();
  const start = preciseNow();
  const [began, connections] = await watched(site, async () => {
    const handles = await startAll(startsAtOnce, () => site.clients.prompt.start(site.nextId(), undefined));
    return { started: preciseNow() - start, at: await results(handles) };
  });
  const { peakRssBytes } = await worker.usage();
  const last = Math.max(...began.at);
  return [
    figure(`${startsAtOnce} starts at once, stored after`, 'ms', began.started),
    figure('… all done after', 'ms', last - start),
    figure('… instances', '/s', (startsAtOnce * 1_000) / (last - start)),
    figure('… began before more than a worker full that were started earlier', '', overtakers(began.at, 100)),
    figure('… peak memory of the worker', 'MB', peakRssBytes / megabyte),
    figure('… peak connections of the worker', '', connections),
  ];
}

interface WithResult {
  readonly result: () => Promise<number>;
}

function startAll(count: number, start: () => Promise<WithResult>): Promise<readonly WithResult[]> {
  return Promise.all(Array.from({ length: count }, start));
}

function results(handles: readonly WithResult[]): Promise<readonly number[]> {
  return Promise.all(handles.map((handle) => handle.result()));
}

/** How many of those that should come in this order came before more than `slack` that should have come earlier. */
function overtakers(times: readonly number[], slack: number): number {
  const order = times.map((at, index) => ({ at, index })).toSorted((one, other) => one.at - other.at);
  return order.filter(({ index }, place) => index - place > slack).length;
}

/** Gives the result of the work, and the most connections that the worker had meanwhile. */
async function watched<Result>({ place }: Site, work: () => Promise<Result>): Promise<readonly [Result, number]> {
  let [isOver, most] = [false, 0];
  const watching = (async () => {
    while (!isOver) {
      most = Math.max(most, await place.connectionsOf(workerName));
      await pause(sampleMs);
    }
  })();
  try {
    return [await work(), most];
  } finally {
    isOver = true;
    await watching;
  }
}
