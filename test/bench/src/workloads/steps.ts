/** Trivial steps, client and worker in one process: many instances at once, one alone, forks, a long loop. */
import { figure, median } from '../../../measure/src/figures.js';
import type { Figure } from '../../../measure/src/figures.js';
import type { Program } from '../../../measure/src/site/program.js';
import type { Arena } from '../arena.js';
import type { Scale } from './index.js';

const stepsEach = 10;
const aloneSteps = 300;
const part = 500;

export async function throughput(arena: Arena): Promise<readonly Figure[]> {
  const program = await arena.program('both');
  await program.ask('chains', { instances: 100, steps: stepsEach });
  const figures: Figure[] = [];
  for (const instances of [1_000, 100, 1]) {
    const before = await arena.place.writtenBytes();
    const rate = await stepsPerSecond(program, instances);
    const after = await arena.place.writtenBytes();
    figures.push(figure(`steps a second, ${named(instances)}`, '/s', rate));
    if (instances !== 1_000 || before === undefined || after === undefined || arena.entrant.startService) continue;
    figures.push(figure('bytes written ahead per step, 1,000 instances at once', 'B', (after - before) / (instances * stepsEach)));
  }
  return figures;
}

function named(instances: number): string {
  return instances === 1 ? 'one instance of ten' : `${instances.toLocaleString('en-US')} instances of ten at once`;
}

async function stepsPerSecond(program: Program, instances: number): Promise<number> {
  const ms = await program.ask<number>('chains', { instances, steps: stepsEach });
  return (instances * stepsEach * 1_000) / ms;
}

export async function alone(arena: Arena): Promise<readonly Figure[]> {
  const program = await arena.program('both');
  await program.ask('steps', aloneSteps / 3);
  return [figure('a step of one instance alone', 'ms', await program.ask<readonly number[]>('steps', aloneSteps))];
}

export async function forks(arena: Arena): Promise<readonly Figure[]> {
  const program = await arena.program('both');
  await program.ask('forks', { lanes: 10, times: 5 });
  return [
    figure('fork and join of 10 lanes, alone', 'ms', await program.ask<readonly number[]>('forks', { lanes: 10, times: 40 })),
    figure('fork and join of 100 lanes, alone', 'ms', await program.ask<readonly number[]>('forks', { lanes: 100, times: 8 })),
  ];
}

export async function loop(arena: Arena, { longSteps }: Scale): Promise<readonly Figure[]> {
  const program = await arena.program('both');
  await program.ask('steps', 100);
  const gaps = await program.ask<readonly number[]>('steps', longSteps);
  const count = longSteps.toLocaleString('en-US');
  const total = gaps.reduce((sum, gap) => sum + gap, 0);
  return [
    figure(`a loop of ${count} steps`, 'ms', total),
    figure(`… its last ${part} steps against its first ${part}`, 'ratio', median(gaps.slice(-part)) / median(gaps.slice(0, part))),
  ];
}
