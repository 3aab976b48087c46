/** Signals, cancel, terminate, pause and resume. */
import { CanceledError, InstanceEndedError, InstanceNotFoundError, TerminatedError } from '@waystone/core';
import { Client } from '@waystone/engine';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Machine } from '../support/machine.js';
import {
  PatienceWorkflow,
  RivalsWorkflow,
  SagaWorkflow,
  StubbornWorkflow,
  TidyWorkflow,
  WaiterWorkflow,
} from './fixtures/failures.workflow.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { Recorder } from './recorder.js';

let machine: Machine;
let world: Recorder;
let answers: Record<string, (...args: never[]) => unknown>;

beforeEach(() => {
  answers = {};
  world = new Recorder(answers);
  machine = new Machine({
    workflows: () => [
      workflows.patience(new PatienceWorkflow()),
      workflows.rivals(new RivalsWorkflow(world)),
      workflows.saga(new SagaWorkflow(world)),
      workflows.stubborn(new StubbornWorkflow(world)),
      workflows.tidy(new TidyWorkflow(world)),
      workflows.waiter(new WaiterWorkflow(world)),
    ],
  });
});
afterEach(() => machine.close());

const client = () => clients(machine.store, { ports: machine.ports });
const hour = 3_600_000;

describe('signals', () => {
  test('are received when they were sent before the wait, even before the first step, and by a start', async () => {
    const early = await client().waiter.start('early');
    await early.go.send('first');
    const withStart = await client().waiter.start('with-start', undefined, { send: { go: 'second' } });
    await machine.spawn();
    await machine.settle();
    expect((await early.describe()).buffered).toEqual([]);
    expect(await machine.until(early.result())).toBe('first');
    expect(await machine.until(withStart.result())).toBe('second');
    expect(await early.seen.get()).toBe('first');
  });

  test('survive a crash at every commit, and are received once', async () => {
    const handle = await client().waiter.start('w');
    await handle.go.send('value');
    await handle.go.send('never received');
    expect(await machine.crashingEverywhere(handle.result())).toBe('value');
  });

  test('that arrive exactly at the timeout are received or still buffered', async () => {
    for (const [index, offset] of [-1, 0, 1].entries()) {
      const handle = await client().patience.start(`p${index}`);
      const process = await machine.spawn();
      await machine.settle();
      await process.bury();
      await machine.pass(hour + offset);
      await handle.go.send(7);
      const next = await machine.spawn();
      const result = await machine.until(handle.result());
      expect(['got 7', 'gave up: SignalTimeoutError; left: 7']).toContain(result);
      await next.bury();
    }
  });

  test('to nobody, to an ended instance or with a wrong name are errors to the sender', async () => {
    const untyped = new Client(machine.store, { ports: machine.ports });
    const handle = await client().waiter.start('w');
    await expect(untyped.handle('w').signal('gone', 1)).rejects.toMatchObject({
      code: 'SIGNAL_UNKNOWN',
      message: expect.stringContaining('go'),
    });
    await expect(client().waiter.get('nobody').go.send(1)).rejects.toThrow(InstanceNotFoundError);
    await handle.terminate();
    await expect(handle.go.send(1)).rejects.toThrow(InstanceEndedError);
  });

  test('with an id are stored once', async () => {
    const handle = await client().patience.start('p');
    await handle.go.send(1, { id: 'x' });
    await handle.go.send(1, { id: 'x' });
    expect((await handle.describe()).buffered).toHaveLength(1);
  });
});

describe('cancel', () => {
  test('ends a parked instance, running its cleanup', async () => {
    const handle = await client().waiter.start('w');
    const process = await machine.spawn();
    await machine.settle();
    await process.bury();
    await handle.cancel();
    await machine.spawn();
    await expect(machine.until(handle.result())).rejects.toThrow(CanceledError);
    expect(world.acts).toEqual(['cleanUp canceled']);
    expect((await handle.describe()).status).toBe('canceled');
  });

  test('reaches a sleeping lane at any depth, and every finally runs', async () => {
    answers['work'] = () => new Promise(() => {});
    const handle = await client().rivals.start('r');
    await machine.spawn();
    await machine.settle();
    answers['work'] = () => 'unused';
    await handle.cancel();
    await machine.poll();
    expect(world.acts).toContain('undo sleeper');
  });

  test('aborts the running task; if it rejects, the flow sees CanceledError there', async () => {
    answers['charge'] = (_order: string, signal: AbortSignal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    const handle = await client().saga.start('s', 'order');
    await machine.spawn();
    await machine.settle();
    await handle.cancel();
    await expect(machine.until(handle.result())).rejects.toThrow(CanceledError);
    expect(world.acts).toEqual(['charge order']);
  });

  test('keeps the result of a task that succeeds all the same, so that it can be compensated', async () => {
    answers['charge'] = (_order: string, signal: AbortSignal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve('receipt-1')));
    const handle = await client().saga.start('s', 'order');
    await machine.spawn();
    await machine.settle();
    await handle.cancel();
    await expect(machine.until(handle.result())).rejects.toThrow(CanceledError);
    expect(world.acts).toEqual(['charge order', 'refund receipt-1']);
    expect(await handle.stage.get()).toBe('refunded');
    expect((await handle.describe()).status).toBe('canceled');
  });

  test('survives a crash at every commit', async () => {
    answers['charge'] = () => 'receipt-1';
    answers['ship'] = () => new Promise(() => {});
    const handle = await client().saga.start('s', 'order');
    const process = await machine.spawn();
    await machine.settle();
    await process.bury();
    await handle.cancel();
    await expect(machine.crashingEverywhere(handle.result())).rejects.toThrow(CanceledError);
    expect(world.acts.filter((act) => act.startsWith('refund'))).toEqual(['refund receipt-1']);
  });

  test.each([
    ['after lanes that were canceled', () => 'undone', 'canceled'],
    ['after a lane that failed at it', (name: string) => (name === 'two' ? Promise.reject(new Error('stuck')) : 'undone'), 'failed'],
  ] as const)('lets the flow clean up with lanes of its own %s, asked for once or again', async (_when, undo, end) => {
    const undone: (() => void)[] = [];
    answers['work'] = (_name: string, signal: AbortSignal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    answers['undo'] = (name: string, signal: AbortSignal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        undone.push(() => resolve(undo(name)));
      });
    const handle = await client().tidy.start('t');
    await machine.spawn();
    await machine.settle();
    await handle.cancel();
    await machine.poll();
    for (const finish of undone.splice(0)) finish();
    await machine.settle();
    await handle.cancel();
    await machine.poll();
    for (const finish of undone.splice(0)) finish();
    await machine.settle();
    expect(world.acts).toEqual(['work one', 'work two', 'undo two', 'undo all', 'undo the rest']);
    const history = await handle.history();
    const ends = (of: (item: (typeof history)[number]) => boolean) => history.filter(of).map(({ outcome }) => outcome);
    expect(ends(({ node }) => node.includes('undo')).slice(1)).toEqual(['completed', 'completed']);
    expect(ends(({ lane }) => lane === '').slice(1)).toEqual([end, 'completed']);
    expect((await handle.describe()).status).toBe(end);
  });

  test('ends the instance as canceled though the flow catches it and returns', async () => {
    const handle = await client().patience.start('p');
    await machine.spawn();
    await machine.settle();
    await handle.cancel();
    await expect(machine.until(handle.result())).rejects.toThrow(CanceledError);
    expect(await handle.describe()).toMatchObject({ status: 'canceled', terminated: false });
  });

  test('of an instance that no worker ever ran ends it without running anything', async () => {
    const handle = await client().saga.start('s', 'order');
    await handle.cancel();
    await machine.spawn();
    await expect(machine.until(handle.result())).rejects.toThrow(CanceledError);
    expect(world.acts).toEqual([]);
  });
});

test('a failed lane cancels its siblings, whose finally blocks run before the join rejects', async () => {
  answers['work'] = () => Promise.reject(new Error('broken'));
  const handle = await client().rivals.start('r');
  await machine.spawn();
  await expect(machine.until(handle.result())).rejects.toThrow('broken');
  expect(world.acts).toEqual(['work fails', 'undo sleeper']);
});

describe('terminate', () => {
  test('ends at once with no cleanup; a task that is running is aborted and its result is dropped', async () => {
    let finish: (value: string) => void = () => {};
    const signals: AbortSignal[] = [];
    answers['charge'] = (_order: string, signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<string>((resolve) => (finish = resolve));
    };
    const handle = await client().saga.start('s', 'order');
    await machine.spawn();
    await machine.settle();
    await handle.terminate();
    await expect(machine.until(handle.result())).rejects.toThrow(TerminatedError);
    await machine.pass(10_000);
    expect(signals[0]?.aborted).toBe(true);
    finish('late');
    await machine.settle();
    expect(world.acts).toEqual(['charge order']);
    expect((await handle.describe()).lanes).toEqual([]);
  });
});

describe('pause', () => {
  test('starts nothing, keeps signals and timers, and resume goes back to the same wait', async () => {
    const handle = await client().waiter.start('w');
    await machine.spawn();
    await machine.settle();
    await handle.pause();
    await handle.go.send('kept');
    await machine.pass(hour);
    expect((await handle.describe()).status).toBe('paused');
    expect(await handle.seen.get()).toBe(null);
    await handle.resume();
    await machine.poll();
    expect(await handle.seen.get()).toBe('kept');
    await handle.pause();
    await machine.pass(2 * hour);
    expect((await handle.describe()).status).toBe('paused');
    await handle.resume();
    expect(await machine.until(handle.result())).toBe('kept');
  });

  test('lets the running task end, and starts no further one until resume', async () => {
    let finish: (value: string) => void = () => {};
    answers['charge'] = () => new Promise<string>((resolve) => (finish = resolve));
    answers['ship'] = () => 'parcel';
    const handle = await client().saga.start('s', 'order');
    await machine.spawn();
    await machine.settle();
    await handle.pause();
    finish('receipt');
    await machine.pass(hour);
    expect(world.acts).toEqual(['charge order']);
    expect(await handle.stage.get()).toBe('charged');
    await handle.resume();
    expect(await machine.until(handle.result())).toBe('parcel');
  });
});

test('a cancel that comes while the lanes of a failed join clean up is seen at the next wait', async () => {
  let undone: () => void = () => {};
  answers['work'] = () => Promise.reject(new Error('broken'));
  answers['undo'] = () => new Promise<void>((resolve) => (undone = resolve));
  const handle = await client().stubborn.start('s');
  await machine.spawn();
  await machine.settle();
  expect(world.acts).toEqual(['work', 'undo']);
  await handle.cancel();
  await machine.poll();
  undone();
  await expect(machine.until(handle.result())).rejects.toThrow(CanceledError);
});
