/** The store's clock between two reads: a timer that is set by it is never early. */
import type { Store } from '@waystone/engine';
import { expect, test } from 'vitest';
import { StoreClock } from '../../packages/engine/src/worker/store-clock.js';
import { ManualClock, portsWith } from '../store/support/manual-clock.js';

const aheadMs = 4_000;

test.each([
  ['on its way there', 30, 0],
  ['on its way back', 0, 30],
])('is not behind the store, though the question was long %s', async (_where, thereMs, backMs) => {
  const clock = new ManualClock();
  const storeTime = () => clock.now() + aheadMs;
  const now = async (): Promise<number> => {
    clock.pass(thereMs);
    const told = storeTime();
    clock.pass(backMs);
    return told;
  };
  const known = new StoreClock({ now } as Store, portsWith(clock));
  await known.synchronize();
  expect(known.now()).toBeGreaterThanOrEqual(storeTime());
  expect(known.now()).toBeLessThanOrEqual(storeTime() + thereMs + backMs);
});
