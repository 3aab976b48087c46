/** Stopping, slots, and tasks that do not do what they are told. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store, WorkerOptions } from '@waystone/engine';
import { Gate } from '../support/gate.js';
import { Machine } from '../support/machine.js';
import { SagaWorkflow } from './fixtures/failures.workflow.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { Recorder } from './recorder.js';

let machine: Machine;
let world: Recorder;
let claims: Gate;
let answers: Record<string, (...args: never[]) => unknown>;
const worker: { -readonly [K in keyof WorkerOptions]?: WorkerOptions[K] } = {};

beforeEach(() => {
  answers = { charge: () => 'receipt', ship: () => 'parcel' };
  world = new Recorder(answers);
  worker.concurrency = 100;
  claims = new Gate();
  const between = (store: Store): Store => claims.before(store, 'claim');
  machine = new Machine({ workflows: () => [workflows.saga(new SagaWorkflow(world))], worker, between });
});
afterEach(() => machine.close());

const saga = () => clients(machine.store, { ports: machine.ports }).saga;

/** Tasks that end when the test says so, whatever they are told. */
function holdCharges(): ((value: string) => void)[] {
  const ends: ((value: string) => void)[] = [];
  answers['charge'] = () => new Promise<string>((resolve) => ends.push(resolve));
  return ends;
}

describe('stop', () => {
  test('lets the running task end, begins no other, and gives the lane to others at once', async () => {
    const ends = holdCharges();
    const handle = await saga().start('s', 'order');
    const first = await machine.spawn();
    await machine.settle();
    const stopped = first.worker.stop();
    ends[0]?.('receipt');
    await machine.until(stopped);
    expect(world.acts).toEqual(['charge order']);
    await machine.spawn();
    await machine.settle();
    expect(await handle.result()).toBe('parcel');
    expect(world.acts).toEqual(['charge order', 'ship order']);
  });

  test('called twice waits for the same end', async () => {
    const ends = holdCharges();
    await saga().start('s', 'order');
    const { worker: stopping } = await machine.spawn();
    await machine.settle();
    const order: string[] = [];
    const both = [stopping.stop(), stopping.stop()].map((stop, index) => stop.then(() => order.push(`stop ${index}`)));
    await machine.settle();
    order.push('task ends');
    ends[0]?.('receipt');
    await machine.until(Promise.all(both));
    expect(order).toEqual(['task ends', 'stop 0', 'stop 1']);
  });

  test('does not wait longer than its grace for a task that ignores its abort', async () => {
    holdCharges();
    const handle = await saga().start('s', 'order');
    const first = await machine.spawn();
    await machine.settle();
    const start = machine.clock.now();
    await machine.until(first.worker.stop());
    expect(machine.clock.now() - start).toBe(10_000);
    expect((await handle.describe()).status).toBe('ready');
    answers['charge'] = () => 'receipt';
    await machine.spawn();
    await machine.settle();
    expect(await handle.result()).toBe('parcel');
  });

  test('begins no task of a lane that was being claimed', async () => {
    holdCharges();
    const handle = await saga().start('s', 'order');
    const first = await machine.spawn();
    await machine.settle();
    await first.bury();
    claims.hold();
    const second = await machine.spawn();
    await machine.pass(10_000);
    expect((await handle.describe()).status).toBe('running');
    const stopped = second.worker.stop();
    claims.release();
    await machine.until(stopped);
    expect(world.acts).toEqual(['charge order']);
    expect((await handle.describe()).status).toBe('ready');
  });
});

describe('slots', () => {
  test('are filled again as soon as they are free, also while others are being claimed', async () => {
    worker.concurrency = 2;
    const ends = holdCharges();
    await saga().start('a', 'a');
    await machine.spawn();
    await machine.settle();
    claims.hold();
    for (const id of ['b', 'c', 'd']) await saga().start(id, id);
    machine.announce();
    await machine.pass(100);
    ends[0]?.('receipt');
    await machine.settle();
    claims.release();
    const start = machine.clock.now();
    await machine.settle();
    expect(world.acts).toEqual(['charge a', 'ship a', 'charge b', 'charge c']);
    expect(machine.clock.now()).toBe(start);
  });

  test('pass from one lane to the next at once when all are taken', async () => {
    worker.concurrency = 1;
    for (const id of ['a', 'b', 'c']) await saga().start(id, id);
    answers['charge'] = () => 'receipt';
    const start = machine.clock.now();
    await machine.spawn();
    await machine.settle();
    expect(world.count('ship')).toBe(3);
    expect(machine.clock.now()).toBe(start);
  });

  test('are free again when a lane is lost, though its task ignores its abort', async () => {
    worker.concurrency = 1;
    holdCharges();
    const first = await saga().start('a', 'a');
    await machine.spawn();
    await machine.settle();
    answers['charge'] = () => 'receipt';
    const second = await saga().start('b', 'b');
    await first.terminate();
    expect(await machine.until(second.result())).toBe('parcel');
  });
});
