/** Lanes of forks that the worker which opens them holds from the beginning. */
import { expect } from 'vitest';
import type { Brought, CommitResult, Fence, NewLane, Then } from '../../../packages/engine/src/store/store.js';
import { bytes, finished } from './lab.js';

/** Lanes that stand at their first task, in the hands of the worker that forks. */
export function heldLanes(keys: string): readonly NewLane[] {
  return [...keys].map((key, position) => ({
    position,
    key,
    entry: { fork: 'run/fork', lane: position },
    envelope: bytes(`arguments of ${key}`),
    held: true,
    first: { node: 'run/work', history: finished('') },
  }));
}

/** What is known of such a lane by the one who opened it. */
export function heldLane(main: Fence, position: number, seq = 1): Fence {
  const { n, lane, owner } = main;
  return { n, lane: `${lane}/${main.seq + 1}.${position}`, owner, epoch: 1, seq };
}

export function joining(value = 'completed'): Then {
  return { kind: 'end', end: 'completed', envelope: bytes(value), joinsHere: true };
}

export function broughtBy(result: CommitResult | undefined): Brought | undefined {
  return result?.status === 'applied' ? result.brought : expect.fail('it was lost');
}
