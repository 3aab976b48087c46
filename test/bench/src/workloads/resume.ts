/** A worker is killed in the middle; how soon another one goes on, from before it opens the store to its first new step. */
import { figure } from '../../../measure/src/figures.js';
import type { Figure } from '../../../measure/src/figures.js';
import type { Arena } from '../arena.js';
import type { Scale } from './index.js';

const early = 5;
/** So short that what the dead worker held is free when the next one comes, where that can be chosen. */
const leaseMs = 1_000;

export async function resume(arena: Arena, { longSteps }: Scale): Promise<readonly Figure[]> {
  const afterFew = await resumeAfter(arena, early);
  const afterMany = await elsewhere(arena, (other) => resumeAfter(other, longSteps));
  return [
    figure(`going on after a crash at step ${early}`, 'ms', afterFew),
    figure(`… at step ${longSteps.toLocaleString('en-US')}`, 'ms', afterMany),
    figure('… the one against the other', 'ratio', afterMany / afterFew),
  ];
}

/** On an empty database, or the instance that was left behind would go on as well. */
async function elsewhere<Result>(arena: Arena, work: (other: Arena) => Promise<Result>): Promise<Result> {
  const other = await arena.another();
  try {
    return await work(other);
  } finally {
    await other.close();
  }
}

async function resumeAfter(arena: Arena, steps: number): Promise<number> {
  const killed = await arena.program('both', { leaseMs });
  // Many more steps than it can take before it is killed.
  await killed.ask('begin', { steps: steps + 100_000, after: steps });
  await killed.kill();
  if (arena.entrant.hasLease) await new Promise((resolve) => setTimeout(resolve, leaseMs * 1.5));
  const next = await arena.program('both', { leaseMs });
  const took = await next.ask<number>('goesOn');
  await next.kill();
  return took;
}
