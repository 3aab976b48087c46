/** Crashes: whatever was committed is never done again, and nothing is lost. */
import { StoreUnavailableError } from '@waystone/core';
import type { Store } from '@waystone/engine';
import { afterEach, describe, expect, test } from 'vitest';
import { Machine } from '../support/machine.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { CounterWorkflow, LanesWorkflow, NestedWorkflow } from './fixtures/steps.workflow.js';
import { ValuesWorkflow } from './fixtures/values.workflow.js';
import { Recorder } from './recorder.js';

let machine: Machine;
afterEach(() => machine.close());

const adding = { add: (total: number, turn: number) => total + turn };

describe('a process that is killed right after every commit', () => {
  test('goes on in a loop at the iteration where it was, with its values', async () => {
    const world = new Recorder(adding);
    machine = new Machine({ workflows: () => [workflows.counter(new CounterWorkflow(world))] });
    const handle = await clients(machine.store, { ports: machine.ports }).counter.start('c', 1000);
    await machine.crashAfter(901);
    expect(world.acts.at(-1)).toMatch(/ 899$|^add \d+ 900$/);
    const before = world.count('add');
    await machine.spawn();
    expect(await machine.until(handle.result())).toBe(499_500);
    expect(world.count('add') - before).toBeLessThanOrEqual(1000 - 899);
    expect(new Set(world.acts).size).toBe(1000);
  });

  test('never performs a task again whose commit happened', async () => {
    const world = new Recorder(adding);
    machine = new Machine({ workflows: () => [workflows.counter(new CounterWorkflow(world))] });
    const handle = await clients(machine.store, { ports: machine.ports }).counter.start('c', 20);
    expect(await machine.crashingEverywhere(handle.result())).toBe(190);
    expect(world.acts).toEqual(Array.from({ length: 20 }, (_, turn) => `add ${(turn * (turn - 1)) / 2} ${turn}`));
  });

  test('goes on inside a lane of several steps', async () => {
    const world = new Recorder({ 'long-1': () => 'a', 'long-2': () => 'b', 'long-3': () => 'c', short: () => 's' });
    machine = new Machine({ workflows: () => [workflows.lanes(new LanesWorkflow(world))] });
    const handle = await clients(machine.store, { ports: machine.ports }).lanes.start('l');
    expect(await machine.crashingEverywhere(handle.result())).toEqual({ long: 'a b c', short: 's' });
    // A task that was running when its process died is performed again; one that was committed never is.
    const long = world.acts.filter((act) => act.startsWith('long'));
    expect(long).toEqual(long.toSorted());
    expect(new Set(long).size).toBe(3);
  });

  test('goes on in forks within loops within lanes', async () => {
    const world = new Recorder({ leaf: (name: string) => name.toUpperCase() });
    machine = new Machine({ workflows: () => [workflows.nested(new NestedWorkflow(world))] });
    const handle = await clients(machine.store, { ports: machine.ports }).nested.start('n', ['x', 'y', 'z']);
    expect(await machine.crashingEverywhere(handle.result())).toEqual([
      ['X0A+X0B', 'X1A+X1B'],
      ['Y0A+Y0B', 'Y1A+Y1B'],
      ['Z0A+Z0B', 'Z1A+Z1B'],
    ]);
  });

  test('brings every kind of value back equal', async () => {
    const shared = { name: 'shared' };
    const cycle: { self?: unknown; list: unknown[] } = { list: [shared, shared] };
    cycle.self = cycle;
    const input = {
      nothing: undefined,
      big: 12345678901234567890n,
      date: new Date('2026-01-02T03:04:05.678Z'),
      map: new Map<unknown, unknown>([
        ['a', 1],
        [shared, new Set([1n, 'x'])],
      ]),
      bytes: new Uint8Array([1, 2, 3]),
      floats: new Float64Array([0.1, -0, NaN]),
      buffer: Buffer.from('waystone'),
      cycle,
      shared,
    };
    const world = new Recorder({ pass: (value: unknown) => value });
    machine = new Machine({ workflows: () => [workflows.values(new ValuesWorkflow(world))] });
    const handle = await clients(machine.store, { ports: machine.ports }).values.start('v', input);
    await handle.more.send(input);
    const result = (await machine.crashingEverywhere(handle.result())) as (typeof input)[];
    for (const came of result) {
      expect(came).toEqual(input);
      expect(came.cycle.self).toBe(came.cycle);
      expect(came.cycle.list[0]).toBe(came.shared);
      expect(Buffer.isBuffer(came.buffer)).toBe(true);
    }
  });
});

test('a step during which workers are lost again and again fails, even before the first wait', async () => {
  machine = new Machine({ workflows: () => [workflows.counter(new CounterWorkflow(new Recorder(adding)))], worker: { maxLosses: 2 } });
  const { store } = machine;
  const handle = await clients(store, { ports: machine.ports }).counter.start('c', 3);
  const { graph } = await handle.describe();
  for (let losses = 0; losses < 2; losses += 1) {
    const owner = await store.join({ name: 'lost', graphs: [], leaseMs: 1 });
    await store.claim({ owner, graphs: [graph], queues: ['default'], limit: 1 });
    await machine.pass(1);
    await store.reclaim();
  }
  await machine.spawn();
  await expect(machine.until(handle.result())).rejects.toMatchObject({ code: 'WORKER_LOST', losses: 2, node: '' });
});

test('lanes of a claim whose answer was lost are given back, and no others', async () => {
  let answersToLose = 0;
  const losing = (store: Store): Store => {
    const claim: Store['claim'] = async (request) => {
      const claimed = await store.claim(request);
      if (claimed.length > 0 && answersToLose-- > 0) throw new StoreUnavailableError('test.db', 'the connection was lost');
      return claimed;
    };
    return Object.assign(Object.create(store) as Store, { claim });
  };
  let finish = (_sum: number): void => {};
  let add = (_total: number, _turn: number): unknown => new Promise<number>((resolve) => (finish = resolve));
  const world = new Recorder({ add: (total: number, turn: number) => add(total, turn) });
  machine = new Machine({ workflows: () => [workflows.counter(new CounterWorkflow(world))], between: losing });
  const { counter } = clients(machine.store, { ports: machine.ports });
  const held = await counter.start('held', 1);
  await machine.spawn();
  await machine.settle();
  add = adding.add;
  answersToLose = 2;
  const lost = await counter.start('lost', 3);
  expect(await machine.until(lost.result())).toBe(3);
  expect(answersToLose).toBeLessThanOrEqual(0);
  finish(7);
  expect(await machine.until(held.result())).toBe(7);
  expect(world.acts).toEqual(['add 0 0', 'add 0 0', 'add 0 1', 'add 1 2']);
});

test('values of ten megabytes come back equal after a crash', async () => {
  const input = Buffer.alloc(10_000_000, 'waystone');
  machine = new Machine({ workflows: () => [workflows.values(new ValuesWorkflow(new Recorder({ pass: (value: unknown) => value })))] });
  const handle = await clients(machine.store, { ports: machine.ports }).values.start('v', input);
  await machine.crashAfter(2);
  await handle.more.send('more');
  await machine.spawn();
  const [first, passed] = (await machine.until(handle.result())) as [Buffer, Buffer];
  expect(first.equals(input) && passed.equals(input)).toBe(true);
});

test('a process that stalls past its lease loses its lanes, and its late commits change nothing', async () => {
  let finish: (value: number) => void = () => {};
  const slow = new Recorder({ add: () => new Promise<number>((resolve) => (finish = resolve)) });
  const quick = new Recorder(adding);
  let world = slow;
  machine = new Machine({ workflows: () => [workflows.counter(new CounterWorkflow(world))] });
  const handle = await clients(machine.store, { ports: machine.ports }).counter.start('c', 3);
  const stalled = await machine.spawn();
  await machine.settle();
  expect(slow.acts).toEqual(['add 0 0']);
  stalled.freeze();
  world = quick;
  await machine.spawn();
  expect(await machine.until(handle.result())).toBe(3);
  stalled.thaw();
  finish(1000);
  await machine.pass(60_000);
  expect(await handle.result()).toBe(3);
  expect(quick.acts).toEqual(['add 0 0', 'add 0 1', 'add 1 2']);
  expect(slow.acts).toEqual(['add 0 0']);
});
