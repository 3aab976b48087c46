/** What starts and signals within a caller's transaction do, whatever the database. */
import { TransactionForeignError, TransactionInvalidError } from '@waystone/core';
import { Client, Worker } from '@waystone/engine';
import type { CallerTransaction, InstanceHandle, Store } from '@waystone/engine';
import type { Kysely } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Bank } from './fixtures/bank.ts';
import { TransferWorkflow } from './fixtures/bank.workflow.ts';
import { clients, workflows } from './fixtures/generated/index.js';
import { undone } from './support.ts';
import type { Home, MakeHome } from './support.ts';

const input = { from: 'ann', to: 'bob', cents: 10 };
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function withWorker(store: Store, work: () => Promise<void>): Promise<void> {
  const worker = new Worker({ store, workflows: [workflows.transfer(new TransferWorkflow({ meddle: () => {} }))], logger: quiet });
  await worker.start();
  await work();
  await worker.stop();
}

/** Resolves when the instance has been moved as far as its sleep. */
async function moved(store: Store, id: string): Promise<void> {
  await clients(store)
    .transfer.get(id)
    .stage.waitFor((stage) => stage === 'moving');
}

async function everything(home: Home): Promise<unknown> {
  const store = home.open();
  return { list: await store.list({}), workflows: await store.workflows() };
}

export function exerciseCallers(name: string, makeHome: MakeHome): void {
  describe(`${name}: a start in the caller's transaction`, () => {
    test('takes effect with its commit, wakes a worker in another process and in this one', async () => {
      const home = await makeHome();
      const [here, there, caller] = [home.open(), home.open(), home.caller()];
      await withWorker(there, async () => {
        await caller.transaction().execute(async (transaction) => {
          await clients(here).transfer.start('t-1', input, { transaction });
          await transaction.insertInto('bookings').values({ instance: 'order-1', cents: 10 }).execute();
          expect(await new Client(there).list()).toEqual([]);
        });
        await moved(here, 't-1');
      });
      await withWorker(here, async () => {
        await caller.transaction().execute(async (transaction) => {
          await new Client(here).start('transfer', 't-2', input, { transaction });
        });
        await moved(here, 't-2');
      });
    });

    test('leaves nothing if it is undone, nor does this process remember anything of it', async () => {
      const home = await makeHome();
      const [store, caller] = [home.open(), home.caller()];
      await store.open();
      const before = await everything(home);
      const { transfer } = clients(store);
      let handle: InstanceHandle | undefined;
      await undone(caller, async (transaction) => {
        handle = await transfer.start('t-1', input, { transaction });
      });
      expect(await everything(home)).toEqual(before);
      await expect(handle?.result()).rejects.toMatchObject({ code: 'INSTANCE_NOT_FOUND' });
      const again = await transfer.start('t-1', input);
      await expect(again.describe()).resolves.toMatchObject({ status: 'ready', workflow: 'transfer' });
      await withWorker(store, () => moved(store, 't-1'));
    });

    test('gives a handle that works after the commit', async () => {
      const home = await makeHome();
      const [store, caller] = [home.open(), home.caller()];
      const handle = await caller.transaction().execute(async (transaction) => {
        const started = await clients(store).transfer.start('t-1', input, { transaction });
        await expect(started.describe()).rejects.toMatchObject({ code: 'INSTANCE_NOT_FOUND' });
        return started;
      });
      expect(await handle.stage.get()).toBe('new');
    });

    test('answers conflicts without breaking the transaction', async () => {
      const home = await makeHome();
      const [store, caller] = [home.open(), home.caller()];
      const { transfer } = clients(store);
      await transfer.start('t-1', { ...input, approved: false });
      await caller.transaction().execute(async (transaction) => {
        await expect(transfer.start('t-1', input, { transaction })).rejects.toMatchObject({ code: 'INSTANCE_EXISTS' });
        await transfer.start('t-2', input, { transaction });
        await expect(transfer.start('t-2', input, { transaction })).rejects.toMatchObject({ code: 'INSTANCE_EXISTS' });
        await transfer.start('t-1', input, { transaction, onConflict: 'useExisting', send: { approval: true } });
        await transfer.start('t-2', input, { transaction, onConflict: 'terminateExisting' });
        await transaction.insertInto('bookings').values({ instance: 'order-1', cents: 10 }).execute();
      });
      expect((await store.list({})).map(({ id, status }) => `${id} ${status}`).toSorted()).toEqual(['t-1 ready', 't-2 ready']);
      expect((await transfer.get('t-1').describe()).buffered).toMatchObject([{ name: 'approval' }]);
      expect(await caller.selectFrom('bookings').selectAll().execute()).toHaveLength(1);
    });

    test('waits until startAt', async () => {
      const home = await makeHome();
      const [store, caller] = [home.open(), home.caller()];
      const startAt = (await store.now()) + 3_600_000;
      await caller
        .transaction()
        .execute(async (transaction) => void (await clients(store).transfer.start('t-1', input, { transaction, startAt })));
      expect((await clients(store).transfer.get('t-1').describe()).lanes).toMatchObject([{ wakeAt: startAt }]);
    });

    test('may be one of many, asked for at once', async () => {
      const home = await makeHome();
      const [store, caller] = [home.open(), home.caller()];
      const ids = Array.from({ length: 20 }, (_, index) => `t-${index}`);
      await caller.transaction().execute(async (transaction) => {
        await Promise.all(ids.map((id) => clients(store).transfer.start(id, input, { transaction })));
      });
      expect((await store.list({})).map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    });
  });

  describe(`${name}: a signal in the caller's transaction`, () => {
    test('is sent with its commit, to an instance that it started too, and not if it is undone', async () => {
      const home = await makeHome();
      const [store, caller] = [home.open(), home.caller()];
      const { transfer } = clients(store);
      const waiting = await transfer.start('t-1', { ...input, approved: false });
      await undone(caller, (transaction) => waiting.approval.send(true, { transaction }));
      expect((await waiting.describe()).buffered).toEqual([]);
      await caller.transaction().execute(async (transaction) => {
        await waiting.approval.send(true, { transaction, id: 'once' });
        await new Client(store).handle('t-1').signal('approval', true, { transaction, id: 'once' });
        await transfer.start('t-2', { ...input, approved: false }, { transaction });
        await new Client(store).handle('t-2').signal('approval', true, { transaction });
        const nobody = new Client(store).handle('nobody').signal('approval', true, { transaction });
        await expect(nobody).rejects.toMatchObject({ code: 'INSTANCE_NOT_FOUND' });
        const other = new Client(store).handle('t-2').signal('other', true, { transaction });
        await expect(other).rejects.toMatchObject({ code: 'SIGNAL_UNKNOWN' });
      });
      expect((await waiting.describe()).buffered).toHaveLength(1);
      await withWorker(store, async () => {
        await moved(store, 't-1');
        await moved(store, 't-2');
      });
    });

    test('wakes a lane that waits', async () => {
      const home = await makeHome();
      const [store, caller] = [home.open(), home.caller()];
      await withWorker(store, async () => {
        const handle = await clients(store).transfer.start('t-1', { ...input, approved: false });
        await handle.stage.waitFor((stage) => stage === 'waiting');
        await caller.transaction().execute((transaction) => handle.approval.send(true, { transaction }));
        await moved(store, 't-1');
      });
    });
  });

  describe(`${name}: what is no transaction of this database`, () => {
    const start = (store: Store, transaction: unknown) =>
      clients(store).transfer.start('t-1', input, { transaction: transaction as CallerTransaction });

    test('is refused by name', async () => {
      const home = await makeHome();
      const [store, caller] = [home.open(), home.caller()];
      for (const none of [caller, {}, 'begin', 1]) await expect(start(store, none)).rejects.toThrow(TransactionInvalidError);
      let ended: unknown;
      await caller.transaction().execute(async (transaction) => {
        ended = transaction;
        await transaction.selectFrom('accounts').selectAll().execute();
      });
      await expect(start(store, ended)).rejects.toThrow(TransactionInvalidError);
      expect(await store.list({})).toEqual([]);
    });
  });
}

/** The refusal of a transaction of another database is no failure of that transaction. */
export async function refusesForeign(store: Store, other: Kysely<Bank>): Promise<void> {
  await other.transaction().execute(async (transaction) => {
    await expect(clients(store).transfer.start('t-1', input, { transaction })).rejects.toThrow(TransactionForeignError);
    await transaction.insertInto('bookings').values({ instance: 'order-1', cents: 10 }).execute();
  });
  expect(await other.selectFrom('bookings').selectAll().execute()).toHaveLength(1);
}
