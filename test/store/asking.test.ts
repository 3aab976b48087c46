/** Asks a store many things at once, and counts what that takes. */
import { promiseHooks } from 'node:v8';
import { sqlite } from '@waystone/engine/sqlite';
import { expect, onTestFinished, test, vi } from 'vitest';
import { AskedTogether } from '../../packages/engine/src/asked-together.js';
import { Connection } from '../../packages/engine/src/client/connection.js';
import { Watch } from '../../packages/engine/src/client/watch.js';
import type { Store } from '../../packages/engine/src/store/store.js';
import { Lab, order } from './support/lab.js';
import { portsWith } from './support/manual-clock.js';

async function labWith(ids: readonly string[]): Promise<Lab> {
  const lab = await Lab.open((ports) => Promise.resolve(sqlite(':memory:', { ports })));
  onTestFinished(() => lab.store.close());
  for (const id of ids) await lab.start(id);
  return lab;
}

/** How often promises call back until all of so many questions are answered. */
async function callbacksOf(store: Store, questions: number): Promise<number> {
  let count = 0;
  const stop = promiseHooks.onBefore(() => void count++);
  await Promise.all(Array.from({ length: questions }, () => store.find('order-1')));
  stop();
  return count;
}

test('a question costs the same however many wait for their turn on the connection', async () => {
  const { store } = await labWith(['order-1']);
  await callbacksOf(store, 1);
  const few = await callbacksOf(store, 50);
  expect(await callbacksOf(store, 500)).toBeLessThan(few * 11);
});

test('what comes while one question is asked is asked together, a thousand at a time', async () => {
  const asked: number[][] = [];
  const questions = new AskedTogether(async (numbers: readonly number[]) => {
    asked.push([...numbers]);
    return numbers.map((number) => -number);
  });
  const numbers = Array.from({ length: 2_001 }, (_, index) => index);
  expect(await Promise.all(numbers.map((number) => questions.ask(number)))).toEqual(numbers.map((number) => -number));
  expect(asked).toEqual([[0], numbers.slice(1, 1_001), numbers.slice(1_001)]);
});

test('graphs of many instances are told apart, also where there is none', async () => {
  const { store } = await labWith(['order-1', 'order-2']);
  const asked = ['order-1', 'none', 'order-2', 'order-1'].map((id) => store.graphOf(id));
  expect(await Promise.all(asked)).toEqual([order.hash, undefined, order.hash, order.hash]);
});

test('whoever asks hears what went wrong, and the next question is answered', async () => {
  const questions = new AskedTogether(async (numbers: readonly number[]) => {
    if (numbers.includes(13)) throw new Error('unlucky');
    return numbers;
  });
  const asked = [1, 13, 14].map((number) => questions.ask(number));
  expect(await Promise.allSettled(asked)).toMatchObject([{ value: 1 }, { reason: { message: 'unlucky' } }, { status: 'rejected' }]);
  expect(await questions.ask(2)).toBe(2);
});

test('whoever follows many instances asks of all of them together, also when it polls', async () => {
  const ids = Array.from({ length: 20 }, (_, index) => `order-${index}`);
  const { store, clock } = await labWith(ids);
  const asked = vi.spyOn(store, 'outcomes');
  const connection = new Connection(store, { ports: portsWith(clock) });
  const watches = ids.map((id) => new Watch(connection, id));
  const turns = watches.map((watch) => watch.next());
  await Promise.all(ids.map((id) => connection.isEnded(id)));
  expect(asked).toHaveBeenCalledTimes(2);
  clock.pass(2_000);
  expect(new Set(await Promise.all(turns))).toEqual(new Set([false]));
  expect(asked).toHaveBeenCalledTimes(4);
  for (const watch of watches) watch.close();
});
