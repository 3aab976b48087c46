/** Pure tasks: their steps are committed with the step after them, and nothing else changes. */
import { StoreRefusedError } from '@waystone/core';
import type { Store } from '@waystone/engine';
import { afterEach, expect, test } from 'vitest';
import { Machine } from '../support/machine.js';
import type { StepCommit } from '../../packages/engine/src/store/steps.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { BasketWorkflow } from './fixtures/pure.workflow.js';
import { Recorder } from './recorder.js';
import { refusing } from './refusing.js';

let machine: Machine;
afterEach(() => machine.close());

const items = ['a', 'bb', 'ccc'];
const minute = 60_000;

interface Basket {
  readonly world: Recorder;
  readonly commits: StepCommit[];
}

function useBasket(
  charge: (total: number, key: string) => unknown = (total) => `paid ${total}`,
  between?: (store: Store) => Store,
): Basket {
  const world = new Recorder({ charge });
  const commits: StepCommit[] = [];
  machine = new Machine({
    workflows: () => [workflows.basket(new BasketWorkflow(world))],
    onCommit: (step) => commits.push(step),
    ...(between && { between }),
  });
  return { world, commits };
}

function start(id: string, of: readonly string[] = items) {
  return clients(machine.store, { ports: machine.ports }).basket.start(id, of);
}

test('come with the next step that is not pure, in order, and history tells of each', async () => {
  const { commits } = useBasket();
  const handle = await start('b');
  await machine.spawn();
  expect(await machine.until(handle.result())).toBe('paid 6');
  const history = await handle.history();
  expect(history.map(({ node }) => node)).toEqual([
    '',
    ...items.map(() => expect.stringContaining('price')),
    expect.stringContaining('charge'),
    expect.stringContaining('tell'),
  ]);
  expect(commits.reduce((sum, { before = [] }) => sum + before.length, commits.length)).toBe(history.length);
  expect(commits.length).toBeLessThan(history.length);
});

test('share a commit with so many and no more, so that little is performed again', async () => {
  const { commits } = useBasket();
  const many = Array.from({ length: 100 }, (_, index) => 'x'.repeat(index));
  const handle = await start('b', many);
  await machine.spawn();
  expect(await machine.until(handle.result())).toBe('paid 4950');
  expect(Math.max(...commits.map(({ before = [] }) => before.length))).toBe(16);
});

test('are performed again after a crash, and what comes after them gets the same', async () => {
  const keys = new Set<string>();
  const { world } = useBasket((total, key) => {
    keys.add(`${total} ${key}`);
    return `paid ${total}`;
  });
  const handle = await start('b');
  expect(await machine.crashingEverywhere(handle.result())).toBe('paid 6');
  expect(keys.size).toBe(1);
  expect(world.count('tell')).toBe(1);
});

test('are committed with an attempt that failed, and not performed again for the next one', async () => {
  let attempts = 0;
  const { world } = useBasket((total) => {
    attempts += 1;
    if (attempts === 1) throw new Error('declined');
    return `paid ${total}`;
  });
  const handle = await start('b');
  await machine.spawn();
  expect(await machine.until(handle.result())).toBe('paid 6');
  expect(world.count('price')).toBe(items.length);
  expect(attempts).toBe(2);
});

test('are stored before a status that the task after them sets', async () => {
  let finish: (receipt: string) => void = () => {};
  const { world } = useBasket(() => new Promise((resolve) => (finish = resolve)));
  const handle = await start('b');
  await machine.spawn();
  await machine.settle();
  expect(await handle.stage.get()).toBe('charging');
  finish('paid');
  expect(await machine.until(handle.result())).toBe('paid');
  expect(world.count('charge')).toBe(1);
});

test('and what was performed after them survive a pause', async () => {
  let finish: (receipt: string) => void = () => {};
  const { world } = useBasket(() => new Promise((resolve) => (finish = resolve)));
  const handle = await start('b');
  await machine.spawn();
  await machine.settle();
  await handle.pause();
  finish('paid');
  await machine.pass(minute);
  expect((await handle.describe()).status).toBe('paused');
  await handle.resume();
  expect(await machine.until(handle.result())).toBe('paid');
  expect([world.count('price'), world.count('charge'), world.count('tell')]).toEqual([items.length, 1, 1]);
});

test('go with a lane that is set aside, and are performed again when it is resumed', async () => {
  let refuses = true;
  const refused = new StoreRefusedError('the store', 'no');
  const { world } = useBasket(undefined, (store) => refusing(store, ({ before }) => (refuses && before ? refused : undefined)));
  const handle = await start('b');
  await machine.spawn();
  await machine.settle();
  expect(await handle.describe()).toMatchObject({ status: 'parked', lanes: [{ setAside: true }] });
  refuses = false;
  await handle.resume();
  machine.announce();
  expect(await machine.until(handle.result())).toBe('paid 6');
  expect(world.count('price')).toBe(2 * items.length);
});

test('are not put off once a cancel was heard of', async () => {
  let finish: (receipt: string) => void = () => {};
  const { world } = useBasket(() => new Promise((resolve) => (finish = resolve)));
  const handle = await start('b');
  await machine.spawn();
  await machine.settle();
  await handle.cancel();
  finish('paid');
  await expect(machine.until(handle.result())).rejects.toMatchObject({ name: 'CanceledError' });
  expect(world.count('tell')).toBe(0);
});
