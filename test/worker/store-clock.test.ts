/** The store's clock between two reads: a timer that is set by it is never early. */
import type { Store } from '@waystone/engine';
import { beforeEach, describe, expect, test } from 'vitest';
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

describe('asks', () => {
  const clock = new ManualClock();
  const asked: PromiseWithResolvers<number>[] = [];
  const now = (): Promise<number> => {
    const question = Promise.withResolvers<number>();
    asked.push(question);
    return question.promise;
  };
  const answer = (ms: number): void => asked.at(-1)!.resolve(ms);
  let known: StoreClock;

  beforeEach(async () => {
    asked.length = 0;
    known = new StoreClock({ now } as Store, portsWith(clock));
    const synchronized = known.synchronize();
    answer(clock.now() + aheadMs);
    await synchronized;
  });

  test('again after a while', async () => {
    clock.pass(9_999);
    await known.synchronize();
    expect(asked).toHaveLength(1);
    clock.pass(1);
    void known.synchronize();
    expect(asked).toHaveLength(2);
  });

  test('at once if it is in doubt, and then believes the answer', async () => {
    known.doubt();
    const synchronized = known.synchronize();
    answer(clock.now() - aheadMs);
    await synchronized;
    expect(known.now()).toBe(clock.now() - aheadMs);
    await known.synchronize();
    expect(asked).toHaveLength(2);
  });

  test('again if it came into doubt while it asked', async () => {
    known.doubt();
    const synchronized = known.synchronize();
    known.doubt();
    answer(clock.now());
    await synchronized;
    void known.synchronize();
    expect(asked).toHaveLength(3);
  });

  test('again if there was no answer', async () => {
    known.doubt();
    const synchronized = known.synchronize();
    asked.at(-1)!.reject(new Error('gone'));
    await expect(synchronized).rejects.toThrow('gone');
    expect(known.now()).toBe(clock.now() + aheadMs);
    void known.synchronize();
    expect(asked).toHaveLength(3);
  });
});
