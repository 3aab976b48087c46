/** How fast trivial steps go, against the limit that the same driver sets: turn by turn, so that both see the same machine. */
import { figure, median } from '../figures.js';
import type { Figure } from '../figures.js';
import type { Place } from '../site/place.js';
import type { Program } from '../site/program.js';
import type { Scale, Site } from '../site/site.js';

const stepsEach = 10;
const alone = 300;
const forks = 40;
const lanes = 10;

interface Sides {
  readonly ours: Program;
  readonly bare: Program;
}

export async function throughput(site: Site, { turns }: Scale): Promise<readonly Figure[]> {
  const sides = { ours: await site.program('waystone'), bare: await site.program('bare') };
  await turn(sides, 'chains', { instances: 1_000, steps: stepsEach });
  return [
    ...(await stepsPerSecond(site, sides, { instances: 1_000, turns })),
    ...(await stepsPerSecond(site, sides, { instances: 100, turns })),
    ...(await oneAlone(sides, turns)),
    ...(await forkAndJoin(sides, turns)),
  ];
}

/** The same question to both, one after the other. */
async function turn<Answer>(
  { ours, bare }: Sides,
  ask: string,
  request: unknown,
): Promise<{ readonly ours: Answer; readonly bare: Answer }> {
  return { ours: await ours.ask<Answer>(ask, request), bare: await bare.ask<Answer>(ask, request) };
}

async function stepsPerSecond(
  { place }: Site,
  sides: Sides,
  { instances, turns }: { readonly instances: number; readonly turns: number },
): Promise<readonly Figure[]> {
  const [ours, bare]: [Run[], Run[]] = [[], []];
  for (let done = 0; done < turns; done++) {
    ours.push(await runChains(place, sides.ours, instances));
    bare.push(await runChains(place, sides.bare, instances));
  }
  const rates = (runs: readonly Run[]): readonly number[] => runs.map(({ stepsPerSecond: rate }) => rate);
  const ratios = ours.map((run, index) => run.stepsPerSecond / (bare[index]?.stepsPerSecond ?? Number.NaN));
  return [
    figure(`steps of ${instances} instances at once`, '/s', rates(ours)),
    figure('… bare loop', '/s', rates(bare)),
    figure('… ratio to the bare loop', 'ratio', ratios, '≥ 0.6×'),
    ...bytesPerStep('… bytes written ahead per step', ours),
    ...bytesPerStep('… bare loop', bare),
  ];
}

interface Run {
  readonly stepsPerSecond: number;
  readonly writtenPerStep: number | undefined;
}

async function runChains(place: Place, runner: Program, instances: number): Promise<Run> {
  const steps = instances * stepsEach;
  const before = await place.writtenBytes();
  const ms = await runner.ask<number>('chains', { instances, steps: stepsEach });
  const after = await place.writtenBytes();
  const written = before === undefined || after === undefined ? undefined : (after - before) / steps;
  return { stepsPerSecond: (steps * 1_000) / ms, writtenPerStep: written };
}

function bytesPerStep(what: string, runs: readonly Run[]): readonly Figure[] {
  const samples = runs.flatMap(({ writtenPerStep }) => writtenPerStep ?? []);
  return samples.length > 0 ? [figure(what, 'B', samples)] : [];
}

async function oneAlone(sides: Sides, turns: number): Promise<readonly Figure[]> {
  const { times, bareTimes, ratios } = await timesOf(sides, turns, ['steps', alone]);
  return [
    figure('a step of one instance alone', 'ms', times),
    figure('… one bare commit', 'ms', bareTimes),
    figure('… ratio of medians', 'ratio', ratios, '≤ 1.3×'),
  ];
}

async function forkAndJoin(sides: Sides, turns: number): Promise<readonly Figure[]> {
  const { times, bareTimes, ratios } = await timesOf(sides, turns, ['forks', { lanes, times: forks }]);
  return [
    figure(`fork and join of ${lanes} lanes, alone`, 'ms', times),
    figure('… three bare commits of as many rows', 'ms', bareTimes),
    figure('… ratio of medians', 'ratio', ratios, '≤ 1×'),
  ];
}

async function timesOf(sides: Sides, turns: number, [ask, request]: readonly [string, unknown]) {
  const [times, bareTimes, ratios]: [number[], number[], number[]] = [[], [], []];
  for (let done = 0; done < turns; done++) {
    const { ours, bare } = await turn<readonly number[]>(sides, ask, request);
    times.push(...ours);
    bareTimes.push(...bare);
    ratios.push(median(ours) / median(bare));
  }
  return { times, bareTimes, ratios };
}
