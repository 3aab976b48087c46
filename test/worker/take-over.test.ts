/** Taking over: from processes that are gone at once, from silent ones after their lease; and going on after a stall. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Machine } from '../support/machine.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { CounterWorkflow } from './fixtures/steps.workflow.js';
import { Recorder } from './recorder.js';

const leaseMs = 10_000;
let machine: Machine;
let world: Recorder;
let add: (total: number, turn: number) => unknown;

beforeEach(() => {
  add = () => new Promise(() => {});
  world = new Recorder({ add: (total: number, turn: number) => add(total, turn) });
  machine = new Machine({ workflows: () => [workflows.counter(new CounterWorkflow(world))], worker: { maxLosses: 5 } });
});
afterEach(() => machine.close());

const counter = () => clients(machine.store, { ports: machine.ports }).counter;
const adds = (total: number, turn: number): number => total + turn;

test('a process that starts takes over at once what a process that is gone has held', async () => {
  const handle = await counter().start('c', 3);
  const first = await machine.spawn();
  await machine.settle();
  await first.bury();
  add = adds;
  const before = machine.clock.now();
  await machine.spawn();
  await machine.settle();
  expect((await handle.describe()).status).toBe('completed');
  expect(machine.clock.now()).toBe(before);
});

test('a process that is running takes over with its next heartbeat', async () => {
  const handle = await counter().start('c', 3);
  const first = await machine.spawn();
  await machine.settle();
  await machine.spawn();
  await first.bury();
  add = adds;
  await machine.pass(leaseMs / 2 + 1);
  expect((await handle.describe()).status).toBe('completed');
});

test.each([
  ['a silent process that is alive', 'here', 'freeze'],
  ['a process of another host, whose processes cannot be seen', 'there', 'bury'],
] as const)('%s is waited for until its lease has run out', async (_what, host, silence) => {
  const handle = await counter().start('c', 3);
  const first = await machine.spawn(Infinity, host);
  await machine.settle();
  await first[silence]();
  add = adds;
  const start = machine.clock.now();
  await machine.spawn();
  await machine.pass(leaseMs - 1);
  expect((await handle.describe()).status).toBe('running');
  await machine.until(handle.result());
  expect(machine.clock.now() - start).toBeLessThan(1.5 * leaseMs);
});

test('a step at which processes die again and again fails, and takes no more of them down', async () => {
  const handle = await counter().start('c', 3);
  for (let lives = 0; lives < 5; lives++) {
    const mortal = await machine.spawn();
    await machine.settle();
    await mortal.bury();
  }
  expect(world.acts).toEqual(Array.from({ length: 5 }, () => 'add 0 0'));
  await machine.spawn();
  await expect(machine.until(handle.result())).rejects.toMatchObject({ code: 'WORKER_LOST' });
  expect(world.acts).toHaveLength(5);
});

test('a process that stalled past its lease goes on working with a new one', async () => {
  const first = await machine.spawn();
  await counter().start('lost', 1);
  await machine.settle();
  first.freeze();
  const second = await machine.spawn();
  await machine.pass(2 * leaseMs);
  await second.bury();
  add = adds;
  first.thaw();
  const next = await counter().start('next', 3);
  expect(await machine.until(next.result())).toBe(3);
  expect(await machine.until(counter().get('lost').result())).toBe(0);
});
