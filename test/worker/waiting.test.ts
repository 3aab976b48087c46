/** Clients that wait: many of them share their questions, and none leaves anything behind. */
import { StoreLockedError, WaitTimeoutError } from '@waystone/core';
import { Client } from '@waystone/engine';
import type { Store } from '@waystone/engine';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Machine } from '../support/machine.js';
import { SagaWorkflow, WaiterWorkflow } from './fixtures/failures.workflow.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { MillWorkflow, ProgressWorkflow } from './fixtures/steps.workflow.js';
import { Recorder } from './recorder.js';

let machine: Machine;
let answers: Record<string, (...args: never[]) => unknown>;
let listening: number;

/** The program's store, with its subscriptions counted. */
let store: Store;

beforeEach(() => {
  answers = { charge: () => 'receipt', ship: () => 'parcel', turn: (turn: number) => turn };
  const world = new Recorder(answers);
  machine = new Machine({
    workflows: () => [
      workflows.saga(new SagaWorkflow(world)),
      workflows.waiter(new WaiterWorkflow(world)),
      workflows.mill(new MillWorkflow(world)),
      workflows.progress(new ProgressWorkflow(world)),
    ],
  });
  listening = 0;
  store = machine.store;
  const { subscribe } = store.notices;
  vi.spyOn(store.notices, 'subscribe').mockImplementation((listener) => {
    listening += 1;
    const unsubscribe = subscribe.call(store.notices, listener);
    return () => {
      listening -= 1;
      unsubscribe();
    };
  });
});
afterEach(() => machine.close());

const client = (of = store) => clients(of, { ports: machine.ports });

describe('result()', () => {
  test('of an instance that was purged says that it is not there, however its handle came about', async () => {
    const handle = await client().saga.start('s', 'order');
    await machine.spawn();
    expect(await machine.until(handle.result())).toBe('parcel');
    expect(await new Client(store, { ports: machine.ports }).purge({ endedBefore: new Date('2100-01-01') })).toEqual({ instances: 1 });
    await expect(machine.until(handle.result())).rejects.toMatchObject({ code: 'INSTANCE_NOT_FOUND' });
    expect(listening).toBe(0);
  });

  test('of thousands of instances asks for all of them at once, and seldom', async () => {
    const count = 3_000;
    const asked: number[] = [];
    const watched = new Proxy(store, {
      get: (target, name) => {
        if (name !== 'outcomes') return Reflect.get(target, name, target) as unknown;
        return (ids: readonly string[]) => {
          asked.push(ids.length);
          return target.outcomes(ids);
        };
      },
    });
    const { saga } = client(watched);
    const handles = await Promise.all(Array.from({ length: count }, (_, index) => saga.start(`s${index}`, 'order')));
    const results = Promise.all(handles.map((handle) => handle.result()));
    const start = machine.clock.now();
    await machine.spawn();
    expect(await machine.until(results)).toEqual(Array.from({ length: count }, () => 'parcel'));
    // A look at that many rests for 150 ms, however often the worker writes.
    expect(asked.length).toBeLessThan(20 + (machine.clock.now() - start) / 100);
    expect(listening).toBe(0);
  });

  test('waits out a store that cannot be asked for a moment', async () => {
    const handle = await client().saga.start('s', 'order');
    const result = handle.result();
    await machine.settle();
    let failures = 0;
    const flaky = new Proxy(store, {
      get: (target, name) => {
        if (name !== 'outcomes' || failures === 3) return Reflect.get(target, name, target) as unknown;
        failures += 1;
        return () => Promise.reject(new StoreLockedError('test.db', 1));
      },
    });
    const patient = client(flaky).saga.get('s').result();
    await machine.spawn();
    expect(await machine.until(Promise.all([result, patient]))).toEqual(['parcel', 'parcel']);
    expect(failures).toBe(3);
  });

  test('that times out leaves nothing behind', async () => {
    const handle = await client().waiter.start('w');
    const waits = Array.from({ length: 10 }, () => handle.result({ timeout: '1s' }));
    const timedOut = Promise.allSettled(waits);
    for (const { status, ...rest } of await machine.until(timedOut)) {
      expect(status).toBe('rejected');
      expect(rest).toMatchObject({ reason: expect.any(WaitTimeoutError) });
    }
    expect(listening).toBe(0);
  });
});

describe('a handle', () => {
  test('asks for the graph again if the store could not be asked for it', async () => {
    await client().waiter.start('w');
    let failures = 0;
    const flaky = new Proxy(store, {
      get: (target, name) => {
        if (name !== 'graph' || failures === 1) return Reflect.get(target, name, target) as unknown;
        failures += 1;
        return () => Promise.reject(new StoreLockedError('test.db', 1));
      },
    });
    const handle = new Client(flaky, { ports: machine.ports }).handle('w');
    await expect(handle.signal('go', 'there')).rejects.toBeInstanceOf(StoreLockedError);
    await handle.signal('go', 'there');
    expect((await handle.describe()).buffered).toHaveLength(1);
  });
});

describe('a status', () => {
  test('that a task sets right at its end is there; one that it sets later speaks for nobody', async () => {
    let later = (): void => {};
    let goOn = (): void => {};
    answers['later'] = () => new Promise<void>((resolve) => (later = resolve));
    answers['second'] = () => new Promise<void>((resolve) => (goOn = resolve));
    const handle = await client().progress.start('p');
    await machine.spawn();
    await machine.settle();
    expect(await handle.progress.get()).toBe('first');
    later();
    await machine.settle();
    expect(await handle.progress.get()).toBe('first');
    goOn();
    await machine.settle();
    expect(await handle.progress.get()).toBe('second');
  });

  test('that is followed to the end comes once with each value', async () => {
    const handle = await client().waiter.start('w');
    const seen: unknown[] = [];
    const follow = async (): Promise<void> => {
      for await (const value of handle.seen.changes()) seen.push(value);
    };
    const followed = follow();
    await machine.settle();
    await handle.go.send('there');
    await machine.spawn();
    await machine.until(followed);
    expect(seen).toEqual([null, 'there']);
  });

  test('that is no longer followed is not listened for', async () => {
    const handle = await client().mill.start('m', 5);
    await machine.spawn();
    const seen: number[] = [];
    const follow = async (): Promise<void> => {
      for await (const turn of handle.turns.changes()) {
        seen.push(turn);
        if (seen.length === 2) return;
      }
    };
    await machine.until(follow());
    await machine.until(handle.turns.waitFor((turn) => turn === 4));
    expect(seen).toHaveLength(2);
    expect(listening).toBe(0);
  });
});
