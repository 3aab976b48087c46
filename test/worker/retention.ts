/** Retention: what workers delete by themselves some time after its end, which of them does, and at what pace. */
import { StoreConnectionError } from '@waystone/core';
import type { Store, WorkerOptions } from '@waystone/engine';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Machine } from '../support/machine.js';
import type { MachineDatabase } from '../support/machine.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { CounterWorkflow } from './fixtures/steps.workflow.js';
import { Recorder } from './recorder.js';

const minute = 60_000;
const retention = 3 * minute;
/** How often all instances are walked over, at the most. */
const interval = minute;

/** A process asked its store to look for what has ended, or to delete some of it. */
interface Asked {
  readonly process: number;
  readonly at: number;
}

export function exerciseRetention(openDatabase: () => MachineDatabase): void {
  let machine: Machine;
  let options: { -readonly [Name in keyof WorkerOptions]?: WorkerOptions[Name] };
  let searches: Asked[];
  let purges: Asked[];
  let failures: number;

  beforeEach(() => {
    // Few heartbeats, so that time passes quickly.
    options = { retention, lease: '5m' };
    searches = [];
    purges = [];
    failures = 0;
    let processes = 0;
    machine = new Machine({
      database: openDatabase(),
      workflows: () => [workflows.counter(new CounterWorkflow(new Recorder({ add: (total: number) => total + 1 })))],
      worker: options,
      between: (store) => watched(store, processes++),
    });
  });
  afterEach(() => machine.close());

  function watched(store: Store, process: number): Store {
    const ask = (asked: Asked[]): void => void asked.push({ process, at: machine.clock.now() });
    return new Proxy(store, {
      get(target, name) {
        if (name === 'purgeable') ask(searches);
        if (name === 'purge') ask(purges);
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        if (name === 'purge' && failures-- > 0) return () => Promise.reject(new StoreConnectionError('the store', 'it was cut off'));
        return (...args: unknown[]): unknown => Reflect.apply(member, target, args);
      },
    });
  }

  const counter = () => clients(machine.store, { ports: machine.ports }).counter;

  async function ended(count: number): Promise<void> {
    const handles = await Promise.all(Array.from({ length: count }, (_, index) => counter().start(`c${index}`, 1)));
    await machine.until(Promise.all(handles.map((handle) => handle.result())));
  }

  const idsLeft = async () => (await machine.store.list({ limit: 1_000 })).map(({ id }) => id).toSorted();

  describe('retention', () => {
    test('deletes what has ended once it has stayed so long, of the workflows of the worker, and nothing that lives', async () => {
      const { sleepers } = clients(machine.store, { ports: machine.ports });
      const other = await sleepers.start('of another worker', undefined);
      await other.terminate();
      await machine.spawn();
      await ended(2);
      await counter().start('later', 1, { startAt: machine.clock.now() + 10 * retention });
      const endedAt = machine.clock.now();
      await machine.pass(retention - interval);
      expect(await idsLeft()).toEqual(['c0', 'c1', 'later', 'of another worker']);
      await machine.pass(endedAt + retention + 2 * interval - machine.clock.now());
      expect(await idsLeft()).toEqual(['later', 'of another worker']);
      expect(await counter().start('c0', 1)).toMatchObject({ id: 'c0' });
    });

    test('without it nothing is deleted, or looked for', async () => {
      delete options.retention;
      await machine.spawn();
      await ended(1);
      await machine.pass(3 * retention);
      expect(await idsLeft()).toEqual(['c0']);
      expect(searches).toEqual([]);
    });

    test('one worker does it at a time, and another one when that is gone', async () => {
      const first = await machine.spawn();
      for (const _ of [1, 2]) await machine.spawn();
      await ended(3);
      await machine.pass(2 * interval);
      expect(new Set(searches.map(({ process }) => process))).toEqual(new Set([0]));
      searches.length = 0;
      first.kill();
      await machine.pass(2 * retention);
      expect(new Set(searches.map(({ process }) => process))).toEqual(new Set([1]));
      expect(await idsLeft()).toEqual([]);
    });

    test('workers that are not told to purge leave it to one that is', async () => {
      delete options.retention;
      await machine.spawn();
      options.retention = retention;
      await machine.spawn();
      await ended(1);
      await machine.pass(2 * retention);
      expect(await idsLeft()).toEqual([]);
      expect(new Set(purges.map(({ process }) => process))).toEqual(new Set([1]));
    });

    test('goes on piece by piece, with a rest between two', async () => {
      await machine.spawn();
      await ended(120);
      await machine.pass(2 * retention);
      expect(await idsLeft()).toEqual([]);
      expect(purges).toHaveLength(2);
      for (const [index, { at }] of purges.slice(1).entries()) expect(at - (purges[index] as Asked).at).toBeGreaterThanOrEqual(100);
    });

    test('does a piece again that failed', async () => {
      await machine.spawn();
      await ended(2);
      failures = 2;
      await machine.pass(2 * retention);
      expect(await idsLeft()).toEqual([]);
      expect(purges).toHaveLength(3);
    });

    test('ends with the worker', async () => {
      const { worker } = await machine.spawn();
      await ended(1);
      await machine.until(worker.stop());
      searches.length = 0;
      await machine.pass(2 * retention);
      expect(searches).toEqual([]);
      expect(await idsLeft()).toEqual(['c0']);
    });
  });
}
