/** A worker is killed in the middle; how soon another one goes on, from before it opens the store to its first new step. */
import { figure } from '../../../measure/src/figures.js';
import type { Figure } from '../../../measure/src/figures.js';
import type { Arena } from '../arena.js';
import type { Scale } from './index.js';

const early = 5;
/** So short that what the dead worker held is free when the next one comes, where that can be chosen. */
const leaseMs = 1_000;

export async function resume(arena: Arena, { longSteps }: Scale): Promise<readonly Figure[]> {
  // On a database of its own, or the instance of the other crash would go on as well.
  const other = await arena.another();
  try {
    await Promise.all([crash(arena, early), crash(other, longSteps)]);
    const [afterFew, afterMany] = [await goesOnAfter(arena), await goesOnAfter(other)];
    return [
      figure(`going on after a crash at step ${early}`, 'ms', afterFew),
      figure(`… at step ${longSteps.toLocaleString('en-US')}`, 'ms', afterMany),
      figure('… the one against the other', 'ratio', afterMany / afterFew),
    ];
  } finally {
    await other.close();
  }
}

async function crash(arena: Arena, steps: number): Promise<void> {
  const killed = await arena.program('both', { leaseMs });
  // Many more steps than it can take before it is killed.
  await killed.ask('begin', { steps: steps + 100_000, after: steps });
  await killed.kill();
  if (arena.entrant.hasLease) await new Promise((resolve) => setTimeout(resolve, leaseMs * 1.5));
}

async function goesOnAfter(arena: Arena): Promise<number> {
  const next = await arena.program('both', { leaseMs });
  const took = await next.ask<number>('goesOn');
  await next.kill();
  return took;
}
