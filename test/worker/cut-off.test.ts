/** A worker that its store does not answer: what it may go on with, what others take over, and how it comes back. */
import { StoreConnectionError } from '@waystone/core';
import type { Store, WorkerOptions } from '@waystone/engine';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Gate } from '../support/gate.js';
import { Machine } from '../support/machine.js';
import type { Process } from '../support/machine.js';
import { SagaWorkflow } from './fixtures/failures.workflow.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { Recorder } from './recorder.js';

const leaseMs = 10_000;

let machine: Machine;
let world: Recorder;
let answers: Record<string, (...args: never[]) => unknown>;
let warnings: string[];
/** Stores of these processes, by number, cannot be reached: whatever they are asked fails. */
let away: Set<number>;
let joins: Gate;
let options: { -readonly [Name in keyof WorkerOptions]?: WorkerOptions[Name] };

beforeEach(() => {
  answers = { charge: () => 'receipt', ship: () => 'parcel' };
  world = new Recorder(answers);
  warnings = [];
  away = new Set();
  joins = new Gate();
  const quiet = (): void => {};
  options = { logger: { debug: quiet, info: quiet, error: quiet, warn: (line) => warnings.push(line) }, maxLosses: 1 };
  let processes = 0;
  const between = (store: Store): Store => {
    const number = processes++;
    return joins.before(
      failing(store, () => away.has(number)),
      'join',
    );
  };
  machine = new Machine({ workflows: () => [workflows.saga(new SagaWorkflow(world))], worker: options, between });
});
afterEach(() => machine.close());

const saga = () => clients(machine.store, { ports: machine.ports }).saga;

const failing = (store: Store, isAway: () => boolean): Store => without(store, undefined, isAway);

/** @param operation The one that fails; undefined: all of them. */
function without(store: Store, operation: keyof Store | undefined, isAway: () => boolean): Store {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function' || (operation !== undefined && name !== operation)) return member;
      return (...args: unknown[]): unknown =>
        isAway() ? Promise.reject(new StoreConnectionError('the store', 'it was cut off')) : Reflect.apply(member, target, args);
    },
  });
}

/** One attempt of a charge under way. */
interface Charge {
  readonly end: (receipt: string) => void;
  readonly signal: AbortSignal;
}

/** Charges that end when the test says so, or when they are aborted if they heed that. */
function holdCharges({ heed = true } = {}): Charge[] {
  const charges: Charge[] = [];
  answers['charge'] = (_order: string, signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      charges.push({ end: resolve, signal });
      if (heed) signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  return charges;
}

const ways: Readonly<Record<string, { readonly begin: (process: Process) => void; readonly end: (process: Process) => void }>> = {
  'does not answer': { begin: (process) => process.freeze(), end: (process) => process.thaw() },
  'cannot be reached': { begin: () => away.add(0), end: () => away.delete(0) },
};

describe.each(Object.keys(ways))('a store that %s', (way) => {
  const { begin, end } = ways[way] as (typeof ways)[string];

  test('for longer than the lease: tasks are aborted by then, and not before', async () => {
    const charges = holdCharges();
    await saga().start('s', 'order');
    const first = await machine.spawn();
    await machine.settle();
    const { leaseRemainingMs } = first.worker.health();
    begin(first);
    await machine.pass(leaseRemainingMs - 1);
    expect(charges[0]?.signal.aborted).toBe(false);
    await machine.pass(1);
    expect(charges[0]?.signal.reason).toMatchObject({ code: 'LEASE_LOST' });
    expect(first.worker.health()).toMatchObject({ state: 'unreachable', leaseRemainingMs: 0, heldLanes: 0 });
    expect(warnings).toEqual([expect.stringContaining('1 running tasks were aborted')]);
    end(first);
  });

  test('and others take over: no two perform a task at once', async () => {
    options.maxLosses = 5;
    const charges = holdCharges();
    const handle = await saga().start('s', 'order');
    const first = await machine.spawn();
    await machine.settle();
    begin(first);
    await machine.spawn();
    for (let waited = 0; charges.length < 2 && waited < 3 * leaseMs; waited += 100) await machine.pass(100);
    expect(charges.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    end(first);
    await machine.pass(leaseMs);
    charges[1]?.end('receipt');
    expect(await machine.until(handle.result())).toBe('parcel');
    expect(charges).toHaveLength(2);
  });

  test('and nobody takes over: what was aborted is performed again as soon as it answers, and no worker counts as lost', async () => {
    const charges = holdCharges();
    const handle = await saga().start('s', 'order');
    const first = await machine.spawn();
    await machine.settle();
    const { id } = first.worker.health();
    begin(first);
    await machine.pass(3 * leaseMs);
    expect(charges).toHaveLength(1);
    end(first);
    await machine.pass(leaseMs);
    expect(charges.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    expect(first.worker.health()).toMatchObject({ state: 'ready', id, heldLanes: 1 });
    charges[1]?.end('receipt');
    expect(await machine.until(handle.result())).toBe('parcel');
  });

  test('and a result that waits for its commit is kept if nobody took over', async () => {
    const charges = holdCharges();
    const handle = await saga().start('s', 'order');
    const first = await machine.spawn();
    await machine.settle();
    begin(first);
    charges[0]?.end('receipt');
    await machine.pass(3 * leaseMs);
    expect(world.acts).toEqual(['charge order']);
    end(first);
    expect(await machine.until(handle.result())).toBe('parcel');
    expect(world.acts).toEqual(['charge order', 'ship order']);
  });
});

test('a lease is renewed while what lost workers held is waited for', async () => {
  const charges = holdCharges();
  const reclaims = new Gate();
  await machine.close();
  machine = new Machine({
    workflows: () => [workflows.saga(new SagaWorkflow(world))],
    worker: options,
    between: (store) => reclaims.before(store, 'reclaim'),
  });
  const handle = await saga().start('s', 'order');
  await machine.spawn();
  await machine.settle();
  reclaims.hold();
  await machine.pass(3 * leaseMs);
  expect(warnings).toEqual([]);
  charges[0]?.end('receipt');
  await machine.settle();
  expect(await handle.result()).toBe('parcel');
  reclaims.release();
});

test('a step that is stored when the lease is over is followed by no task until the lease is renewed', async () => {
  const charges = holdCharges();
  const answersOfSteps = new Gate();
  let isUnheard = false;
  await machine.close();
  machine = new Machine({
    workflows: () => [workflows.saga(new SagaWorkflow(world))],
    worker: options,
    between: (store) =>
      answersOfSteps.before(
        without(store, 'heartbeat', () => isUnheard),
        'commit',
      ),
  });
  const handle = await saga().start('s', 'order');
  const { worker } = await machine.spawn();
  await machine.settle();
  isUnheard = true;
  answersOfSteps.hold();
  charges[0]?.end('receipt');
  await machine.pass(leaseMs);
  answersOfSteps.release();
  await machine.pass(leaseMs);
  expect(worker.health()).toMatchObject({ leaseRemainingMs: 0, heldLanes: 0 });
  expect(world.acts).toEqual(['charge order']);
  isUnheard = false;
  expect(await machine.until(handle.result())).toBe('parcel');
  expect(world.acts).toEqual(['charge order', 'ship order']);
});

test('a lane that comes after its lease was lost is not begun under the next one', async () => {
  options.maxLosses = 5;
  const charges = holdCharges();
  const answersOfClaims = new Gate();
  let processes = 0;
  let isUnheard = true;
  await machine.close();
  machine = new Machine({
    workflows: () => [workflows.saga(new SagaWorkflow(world))],
    worker: options,
    between: (store) => {
      const isUnheardNow = (): boolean => isUnheard;
      return processes++ === 1 ? answersOfClaims.before(without(store, 'heartbeat', isUnheardNow), 'claim') : store;
    },
  });
  const handle = await saga().start('s', 'order');
  const first = await machine.spawn();
  await machine.settle();
  first.freeze();
  await machine.store.leave(first.owners[0] ?? 0);
  answersOfClaims.hold();
  const late = await machine.spawn();
  await machine.settle();
  expect(await machine.store.held(late.owners[0] ?? 0)).toHaveLength(1);
  const third = await machine.spawn();
  await machine.pass(2 * leaseMs);
  expect(charges).toHaveLength(2);
  isUnheard = false;
  await machine.pass(leaseMs);
  expect(late.worker.health().leaseRemainingMs).toBeGreaterThan(0);
  answersOfClaims.release();
  await machine.settle();
  expect(third.worker.health()).toMatchObject({ heldLanes: 1 });
  expect(charges).toHaveLength(2);
  charges[1]?.end('receipt');
  expect(await machine.until(handle.result())).toBe('parcel');
});

test('a task that ignores its abort ends after its lease: its result is refused, and told apart by nothing but its key', async () => {
  options.maxLosses = 5;
  const charges = holdCharges({ heed: false });
  const handle = await saga().start('s', 'order');
  const first = await machine.spawn();
  await machine.settle();
  first.freeze();
  await machine.spawn();
  await machine.pass(2 * leaseMs);
  expect(charges).toHaveLength(2);
  first.thaw();
  charges[0]?.end('late');
  await machine.pass(leaseMs);
  expect((await handle.history()).map(({ node }) => node)).toEqual(['']);
  charges[1]?.end('receipt');
  expect(await machine.until(handle.result())).toBe('parcel');
  const charged = (await handle.history()).filter(({ node }) => node === 'run/charge');
  expect(charged).toMatchObject([{ outcome: 'completed', content: { value: 'receipt' } }]);
});

test('every write of a worker that lost its lanes changes nothing: steps, statuses, retries, releases', async () => {
  options.maxLosses = 5;
  const charges = holdCharges();
  const handle = await saga().start('s', 'order');
  const first = await machine.spawn();
  await machine.settle();
  const [claimed] = await machine.store.held(first.owners[0] ?? 0);
  first.freeze();
  await machine.spawn();
  await machine.pass(2 * leaseMs);
  expect(charges).toHaveLength(2);
  const before = await handle.describe();
  const fence = { n: claimed?.n ?? 0, lane: '', owner: first.owners[0] ?? 0, epoch: 1, seq: claimed?.seq ?? 0 };
  const envelope = new Uint8Array([1]);
  const steps = [
    { kind: 'keep', node: 'run/ship', envelope },
    { kind: 'retry', wakeAt: 0 },
    { kind: 'fail', envelope },
    { kind: 'setAside' },
  ] as const;
  for (const then of steps) expect(await machine.store.commit({ fence, then, published: [] })).toEqual({ status: 'lost' });
  expect(await machine.store.publish(fence, 'stage', envelope)).toBe('lost');
  await machine.store.release(fence);
  await machine.store.release(fence, ['gpu']);
  expect(await machine.store.heartbeat(fence.owner, leaseMs)).toEqual({ held: false, lanes: [] });
  expect(await handle.describe()).toEqual(before);
  first.thaw();
});

describe('stop', () => {
  test('while the store is away ends by itself; what was held is ready for others after the lease', async () => {
    holdCharges();
    const handle = await saga().start('s', 'order');
    const first = await machine.spawn();
    await machine.settle();
    away.add(0);
    await machine.until(first.worker.stop());
    expect(first.worker.health()).toMatchObject({ state: 'stopped' });
    answers['charge'] = () => 'receipt';
    options.maxLosses = 5;
    await machine.spawn();
    expect(await machine.until(handle.result())).toBe('parcel');
  });

  test('while it starts begins nothing, and the start resolves', async () => {
    await saga().start('s', 'order');
    const first = machine.spawn();
    const starting = machine.processes.at(-1)?.worker;
    expect(starting?.health()).toMatchObject({ state: 'starting', heldLanes: 0, leaseRemainingMs: 0 });
    await machine.until(Promise.all([starting?.stop(), starting?.stop(), first]));
    expect(starting?.health()).toMatchObject({ state: 'stopped', heldLanes: 0 });
    await starting?.start();
    expect(starting?.health()).toMatchObject({ state: 'stopped' });
    expect(world.acts).toEqual([]);
  });

  test('while it takes its lease gives that up again', async () => {
    await saga().start('s', 'order');
    joins.hold();
    const first = machine.spawn();
    const starting = machine.processes.at(-1)?.worker;
    await machine.settle();
    const stopped = starting?.stop();
    joins.release();
    await machine.until(Promise.all([stopped, first]));
    expect(starting?.health()).toMatchObject({ state: 'stopped' });
    expect(world.acts).toEqual([]);
  });

  test('while it starts and cannot is the end all the same, and the log tells of it', async () => {
    away.add(0);
    const first = machine.spawn();
    const stopped = machine.processes.at(-1)?.worker.stop();
    await machine.until(Promise.all([stopped, first]));
    expect(warnings).toEqual(['the worker was told to stop while it started, which did not succeed']);
  });

  test('of a worker that has worked is the end', async () => {
    const { worker } = await machine.spawn();
    await machine.until(worker.stop());
    await machine.until(worker.stop());
    await expect(worker.start()).rejects.toMatchObject({ code: 'WORKER_ENDED' });
  });
});

test('health tells what a worker does', async () => {
  const charges = holdCharges();
  options.concurrency = 3;
  options.name = 'one';
  const { worker } = await machine.spawn();
  expect(worker.health()).toEqual({
    state: 'ready',
    name: 'one',
    id: expect.any(Number),
    heldLanes: 0,
    freeSlots: 3,
    lastHeartbeatAt: machine.clock.now(),
    leaseRemainingMs: leaseMs,
  });
  await saga().start('s', 'order');
  machine.announce();
  await machine.pass(100);
  expect(worker.health()).toMatchObject({ heldLanes: 1, freeSlots: 2 });
  const stopped = worker.stop();
  expect(worker.health()).toMatchObject({ state: 'draining', heldLanes: 1 });
  charges[0]?.end('receipt');
  await machine.until(stopped);
  expect(worker.health()).toMatchObject({ state: 'stopped', heldLanes: 0, freeSlots: 3, leaseRemainingMs: 0 });
});
