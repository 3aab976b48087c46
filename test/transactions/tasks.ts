/** What transactional tasks do, whatever the database. */
import { TransactionEndedError, TransactionMissingError, context } from '@waystone/core';
import { Worker } from '@waystone/engine';
import type { HistoryItem, InstanceHandle, Store } from '@waystone/engine';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { describe, expect, test } from 'vitest';
import { Machine } from '../support/machine.ts';
import type { Bank, Transfer } from './fixtures/bank.ts';
import { TransferWorkflow } from './fixtures/bank.workflow.ts';
import type { Meddling } from './fixtures/bank.workflow.ts';
import { clients, workflows } from './fixtures/generated/index.js';
import { balances, bookings } from './support.ts';
import type { Home, MakeHome } from './support.ts';

export const input: Transfer = { from: 'ann', to: 'bob', cents: 10 };
export const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
export const none: Meddling = { meddle: () => {} };

export function bound(world: Meddling) {
  return [workflows.transfer(new TransferWorkflow(world))];
}

export async function withWorker<Result>(store: Store, world: Meddling, work: () => Promise<Result>): Promise<Result> {
  const worker = new Worker({ store, workflows: bound(world), logger: quiet });
  await worker.start();
  try {
    return await work();
  } finally {
    await worker.stop();
  }
}

/** Resolves when the task's step is committed. */
export async function moved(store: Store, id: string): Promise<void> {
  await clients(store)
    .transfer.get(id)
    .stage.waitFor((stage) => stage === 'moving');
}

/** What history says of the task. */
export async function ofMove(handle: InstanceHandle): Promise<readonly HistoryItem[]> {
  return (await handle.history()).filter(({ node }) => node === 'run/move');
}

export function transaction(): Transaction<Bank> {
  return context().transaction<Bank>();
}

/** Meddles once, at that place. */
export function once(place: string, meddle: (transfer: Transfer) => Promise<void> | void): Meddling {
  let isDone = false;
  return {
    meddle: async (where, transfer) => {
      if (where !== place || isDone) return;
      isDone = true;
      await meddle(transfer);
    },
  };
}

export async function expectMovedOnce(home: Home): Promise<void> {
  const caller = home.caller();
  expect(await balances(caller)).toEqual({ ann: 990, bob: 1_010, cid: 1_000 });
  expect(await bookings(caller)).toEqual(['t-1']);
}

export function exerciseTasks(name: string, makeHome: MakeHome): void {
  describe(`${name}: a transactional task`, () => {
    test('goes on to the next task in the hands of the same worker', async () => {
      const home = await makeHome();
      const store = home.open();
      await withWorker(store, none, async () => {
        const handle = await clients(store).transfer.start('t-1', { ...input, hurried: true });
        expect(await handle.result()).toBe('10 moved');
        expect((await handle.history()).map(({ node }) => node)).toEqual(['', 'run/move', 'run/tell']);
      });
      await expectMovedOnce(home);
    });

    test('comes after a pure task, whose step does not wait for it', async () => {
      const home = await makeHome();
      const store = home.open();
      await withWorker(store, none, async () => {
        const handle = await clients(store).transfer.start('t-1', { ...input, counted: true, hurried: true });
        expect(await handle.result()).toBe('10 moved');
        expect((await handle.history()).map(({ node }) => node)).toEqual(['', 'run/count', 'run/move', 'run/tell']);
      });
      await expectMovedOnce(home);
    });

    test('writes with its step, and its statuses too', async () => {
      const home = await makeHome();
      const store = home.open();
      await withWorker(store, none, async () => {
        const handle = await clients(store).transfer.start('t-1', input);
        await moved(store, 't-1');
        expect(await ofMove(handle)).toMatchObject([{ attempt: 1, outcome: 'completed', content: { value: 10 } }]);
      });
      await expectMovedOnce(home);
    });

    test('that fails leaves nothing, and is tried again', async () => {
      const home = await makeHome();
      const machine = new Machine({
        database: home.machine,
        workflows: () =>
          bound(
            once('moved', () => {
              throw new Error('no');
            }),
          ),
      });
      const handle = await clients(machine.store).transfer.start('t-1', input);
      await machine.spawn();
      await machine.settle();
      expect(await balances(home.caller())).toEqual({ ann: 1_000, bob: 1_000, cid: 1_000 });
      expect(await handle.stage.get()).toBe('new');
      expect(await machine.until(handle.result())).toBe('10 moved');
      expect((await ofMove(handle)).map(({ outcome, attempt }) => `${outcome} ${attempt}`)).toEqual(['retried 1', 'completed 2']);
      await expectMovedOnce(home);
      await machine.close();
    });

    test('that is cut off leaves nothing, and cannot write any more', async () => {
      const home = await makeHome();
      const store = home.open();
      const [inTask, late] = [Promise.withResolvers<void>(), Promise.withResolvers<unknown>()];
      const world = once('taken', async () => {
        const [kept, { signal }] = [transaction(), context()];
        inTask.resolve();
        await new Promise((resolve) => signal.addEventListener('abort', () => setImmediate(resolve)));
        await kept.updateTable('accounts').set({ cents: 0 }).execute().catch(late.resolve);
      });
      const worker = new Worker({ store, workflows: bound(world), logger: quiet, grace: 0 });
      await clients(store).transfer.start('t-1', input);
      await worker.start();
      await inTask.promise;
      await worker.stop();
      expect(await late.promise).toBeInstanceOf(TransactionEndedError);
      expect(await balances(home.caller())).toEqual({ ann: 1_000, bob: 1_000, cid: 1_000 });
      await withWorker(home.open(), none, () => moved(store, 't-1'));
      await expectMovedOnce(home);
    });

    test('that forgets to wait writes what it asked, and nothing later', async () => {
      const home = await makeHome();
      const store = home.open();
      const [isMoved, late] = [Promise.withResolvers<void>(), Promise.withResolvers<unknown>()];
      const world = once('moved', ({ to }) => {
        const kept = transaction();
        const asked = kept.updateTable('accounts').set({ cents: 1 }).where('id', '=', 'cid').execute();
        asked
          .then(() => isMoved.promise)
          .then(() => kept.updateTable('accounts').set({ cents: 0 }).where('id', '=', to).execute())
          .catch(late.resolve);
      });
      await withWorker(store, world, async () => {
        await clients(store).transfer.start('t-1', input);
        await moved(store, 't-1');
        isMoved.resolve();
        expect(await late.promise).toBeInstanceOf(TransactionEndedError);
      });
      expect(await balances(home.caller())).toEqual({ ann: 990, bob: 1_010, cid: 1 });
    });

    test('starts and signals with its step', async () => {
      const home = await makeHome();
      const store = home.open();
      const { transfer } = clients(store);
      const fails = once('moved', async () => {
        await transfer.start('t-2', input, { transaction: transaction() });
        throw new Error('no');
      });
      const starts = once('moved', async () => {
        await transfer.start('t-3', { ...input, approved: false }, { transaction: transaction() });
        await transfer.get('t-3').approval.send(true, { transaction: transaction() });
      });
      const byCents: Readonly<Record<number, Meddling>> = { 1: fails, 2: starts };
      await withWorker(store, { meddle: (where, it) => byCents[it.cents]?.meddle(where, it) }, async () => {
        await transfer.start('fails', { ...input, cents: 1 });
        await transfer.start('starts', { ...input, cents: 2 });
        await moved(store, 'starts');
        await moved(store, 't-3');
        await moved(store, 'fails');
      });
      expect((await store.list({})).map(({ id }) => id).toSorted()).toEqual(['fails', 'starts', 't-3']);
    });

    test('whose result cannot be stored fails its instance and leaves nothing', async () => {
      const home = await makeHome();
      const store = home.open();
      const world = { meddle: (where: string, it: Transfer) => void (where === 'moved' && Object.assign(it, { cents: (): void => {} })) };
      await withWorker(store, world, async () => {
        const handle = await clients(store).transfer.start('t-1', input);
        await expect(handle.result()).rejects.toMatchObject({ code: 'VALUE_NOT_STORABLE' });
      });
      expect(await bookings(home.caller())).toEqual([]);
    });

    test('survives a crash at every commit: all is there once', async () => {
      const home = await makeHome();
      const machine = new Machine({ database: home.machine, workflows: () => bound(none) });
      const handles = await Promise.all(
        ['t-1', 't-2', 't-3'].map((id) => clients(machine.store).transfer.start(id, { ...input, to: id === 't-2' ? 'cid' : 'bob' })),
      );
      expect(await machine.crashingEverywhere(Promise.all(handles.map((handle) => handle.result())))).toEqual(
        handles.map(() => '10 moved'),
      );
      expect(await balances(home.caller())).toEqual({ ann: 970, bob: 1_020, cid: 1_010 });
      expect(await bookings(home.caller())).toEqual(['t-1', 't-2', 't-3']);
      await machine.close();
    });

    test('killed in the middle leaves nothing', async () => {
      const home = await makeHome();
      const inTask = Promise.withResolvers<void>();
      const worlds = [
        once('moved', async () => {
          inTask.resolve();
          await new Promise<void>(() => {});
        }),
      ];
      const machine = new Machine({ database: home.machine, workflows: () => bound(worlds.pop() ?? none) });
      const handle = await clients(machine.store).transfer.start('t-1', input);
      const process = await machine.spawn();
      await inTask.promise;
      await process.bury();
      await machine.spawn();
      expect(await machine.until(handle.result())).toBe('10 moved');
      await expectMovedOnce(home);
      await machine.close();
    });

    test('may be unable to finish what the database refuses at the end', async () => {
      const home = await makeHome();
      const store = home.open();
      const caller = home.caller();
      await sql`create table notes (id integer primary key, account text not null references accounts (id) deferrable initially deferred)`.execute(
        caller,
      );
      const world = once('moved', async () => void (await sql`insert into notes values (1, 'nobody')`.execute(transaction())));
      await withWorker(store, world, async () => {
        const handle = await clients(store).transfer.start('t-1', input);
        await moved(store, 't-1');
        expect((await ofMove(handle))[0]).toMatchObject({ outcome: 'retried' });
      });
      await expectMovedOnce(home);
    });
  });

  test(`${name}: a task that ends its transaction itself fails, and no step is committed outside of one`, async () => {
    const home = await makeHome();
    const store = home.open();
    const world = once('begun', async () => void (await sql`rollback`.execute(transaction())));
    await withWorker(store, world, async () => {
      const handle = await clients(store).transfer.start('t-1', input);
      await moved(store, 't-1');
      const [ended, done] = await ofMove(handle);
      expect(ended).toMatchObject({ outcome: 'retried', content: { value: expect.any(TransactionEndedError) as unknown } });
      expect(done).toMatchObject({ outcome: 'completed', attempt: 2 });
    });
    await expectMovedOnce(home);
  });

  test(`${name}: a task that is not transactional has no transaction, and says so`, async () => {
    const home = await makeHome();
    const machine = new Machine({
      database: home.machine,
      workflows: () => bound(once('telling', () => void transaction())),
    });
    const handle = await clients(machine.store).transfer.start('t-1', input);
    await machine.spawn();
    expect(await machine.until(handle.result())).toBe('10 moved');
    const [refused] = (await handle.history()).filter(({ outcome }) => outcome === 'retried');
    expect(refused).toMatchObject({ node: 'run/tell', content: { value: expect.any(TransactionMissingError) as unknown } });
    await machine.close();
  });
}
