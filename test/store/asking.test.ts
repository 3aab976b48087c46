/** Asks a store many things at once, and counts what that takes. */
import { promiseHooks } from 'node:v8';
import { sqlite } from '@waystone/engine/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { AskedTogether } from '../../packages/engine/src/store/asked-together.js';
import type { Store } from '../../packages/engine/src/store/store.js';
import { Lab, order } from './support/lab.js';

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
