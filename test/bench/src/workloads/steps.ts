/** Trivial steps, client and worker in one process: many instances at once, one alone, forks, a long loop. */
import { figure, median } from '../../../measure/src/figures.js';
import type { Figure } from '../../../measure/src/figures.js';
import type { Program } from '../../../measure/src/site/program.js';
import type { Arena } from '../arena.js';
import type { Scale } from './index.js';

const stepsEach = 10;
const aloneSteps = 300;
const part = 500;

/** Everybody warms up for a while, or so many steps: V8 compiles what runs often, and connections are opened. */
const warmSteps = 30_000;
/** Everybody repeats a measurement for a while, or so often, so that who is quick is measured for long enough. */
const mostTakes = 7;

/** Instances at once, fewest first, so that the greatest number finds the processes as warm as they get. */
const crowds = [1, 100, 1_000] as const;

export async function throughput(arena: Arena, { throughputMs }: Scale): Promise<readonly Figure[]> {
  const program = await arena.together();
  await warmUp(program, throughputMs);
  const figures: Figure[] = [];
  for (const instances of crowds) figures.unshift(...(await crowd(arena, instances, throughputMs)));
  return figures;
}

async function warmUp(program: Program, longestMs: number): Promise<void> {
  const begin = performance.now();
  for (let steps = 0; steps < warmSteps && performance.now() - begin < longestMs; steps += 100 * stepsEach) {
    await program.ask('chains', { instances: 100, steps: stepsEach });
  }
}

async function crowd(arena: Arena, instances: number, longestMs: number): Promise<readonly Figure[]> {
  const before = await arena.place.writtenBytes();
  const rates = await takesOf(await arena.together(), instances, longestMs);
  const after = await arena.place.writtenBytes();
  const rate = figure(`steps a second, ${named(instances)}`, '/s', rates);
  if (instances !== Math.max(...crowds) || before === undefined || after === undefined || arena.entrant.startService) return [rate];
  const bytes = (after - before) / (rates.length * instances * stepsEach);
  return [rate, figure('bytes written ahead per step, 1,000 instances at once', 'B', bytes)];
}

/** Steps a second, of one measurement after the other. */
async function takesOf(program: Program, instances: number, longestMs: number): Promise<readonly number[]> {
  const rates: number[] = [];
  for (let total = 0; rates.length < mostTakes && total < longestMs;) {
    const ms = await program.ask<number>('chains', { instances, steps: stepsEach });
    rates.push((instances * stepsEach * 1_000) / ms);
    total += ms;
  }
  return rates;
}

function named(instances: number): string {
  return instances === 1 ? 'one instance of ten' : `${instances.toLocaleString('en-US')} instances of ten at once`;
}

export async function alone(arena: Arena): Promise<readonly Figure[]> {
  const program = await arena.together();
  await program.ask('steps', aloneSteps);
  return [figure('a step of one instance alone', 'ms', await program.ask<readonly number[]>('steps', aloneSteps))];
}

export async function forks(arena: Arena, { forks: count }: Scale): Promise<readonly Figure[]> {
  const program = await arena.together();
  const forksOf = (lanes: number, times: number) => program.ask<readonly number[]>('forks', { lanes, times });
  await forksOf(10, count);
  return [
    figure('fork and join of 10 lanes, alone', 'ms', await forksOf(10, count)),
    figure('fork and join of 100 lanes, alone', 'ms', await forksOf(100, count / 5)),
  ];
}

export async function loop(arena: Arena, { longSteps }: Scale): Promise<readonly Figure[]> {
  const program = await arena.together();
  await program.ask('steps', part);
  const gaps = await program.ask<readonly number[]>('steps', longSteps);
  const count = longSteps.toLocaleString('en-US');
  const total = gaps.reduce((sum, gap) => sum + gap, 0);
  return [
    figure(`a loop of ${count} steps`, 'ms', total),
    figure(`… its last ${part} steps against its first ${part}`, 'ratio', median(gaps.slice(-part)) / median(gaps.slice(0, part))),
  ];
}
