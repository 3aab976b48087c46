/** Steps for lanes that walk at random. */
import { expect } from 'vitest';
import type { ClaimedLane, Then } from '../../../packages/engine/src/store/store.js';
import { end, forkInto, keep, park, receive } from './lab.js';

/** One of all kinds of steps, by a number. */
export function thenOf(choice: number, lane: ClaimedLane, now: number): Then {
  const isDeep = lane.lane.split('/').length > 3;
  const thens: readonly Then[] = [
    keep('run/task'),
    receive('go'),
    receive('stop', now + 50),
    park({ wakeAt: now + 20 }),
    { kind: 'retry', wakeAt: now + 5 },
    isDeep ? end() : forkInto('xyz', { concurrency: 2 }),
    isDeep ? keep('run/deep') : forkInto('xy', { decidedBy: {} }),
    lane.lane === '' ? keep('run/on') : end(),
    lane.lane === '' ? keep('run/on') : end('failed'),
  ];
  return thens[choice % thens.length] ?? expect.fail();
}
