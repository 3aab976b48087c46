/** Transactional tasks on SQLite, where a task that has a transaction keeps everything else waiting. */
import { TransactionBypassedError, TransactionMissingError, context, runPlain } from '@waystone/core';
import { Worker } from '@waystone/engine';
import { sqlite } from '@waystone/engine/sqlite';
import { expect, test } from 'vitest';
import { TransferWorkflow } from './fixtures/bank.workflow.ts';
import { clients } from './fixtures/generated/index.js';
import { sqliteHomes } from './sqlite.ts';
import { balances, openBank } from './support.ts';
import { bound, exerciseTasks, expectMovedOnce, input, moved, none, ofMove, once, quiet, transaction, withWorker } from './tasks.ts';

const makeHome = sqliteHomes();

exerciseTasks('SQLite', makeHome);

test('whoever asks the store past the transaction is told, and does not wait for himself', async () => {
  const store = (await makeHome()).open();
  const asked: unknown[] = [];
  const world = once('begun', async () => {
    const { transfer } = clients(store);
    const questions = [transfer.start('t-2', input), transfer.list(), transfer.get('t-1').stage.get()];
    asked.push(...(await Promise.allSettled(questions)));
  });
  await withWorker(store, world, async () => {
    await clients(store).transfer.start('t-1', input);
    await moved(store, 't-1');
  });
  expect(asked.map((one) => (one as PromiseRejectedResult).reason as unknown)).toEqual(
    asked.map(() => expect.any(TransactionBypassedError) as unknown),
  );
});

test('a transactional task that outlasts the lease, which nobody can renew meanwhile, is not performed again', async () => {
  const home = await makeHome();
  const store = home.open();
  const ranOut = Promise.withResolvers<void>();
  const logger = { ...quiet, warn: (line: string) => void (/lease .* has run out/.test(line) && ranOut.resolve()) };
  const begun: string[] = [];
  const world = {
    meddle: async (where: string) => {
      if (where === 'begun') begun.push(where);
      if (where === 'moved') await ranOut.promise;
    },
  };
  const worker = new Worker({ store, workflows: bound(world), logger, lease: '100ms' });
  await worker.start();
  const handle = await clients(store).transfer.start('t-1', input);
  await moved(store, 't-1');
  expect(await ofMove(handle)).toMatchObject([{ attempt: 1, outcome: 'completed' }]);
  await worker.stop();
  expect(begun).toEqual(['begun']);
  await expectMovedOnce(home);
});

test('a worker stops within its grace though a task keeps everybody else waiting, its claims too', async () => {
  const store = (await makeHome()).open();
  const inTask = Promise.withResolvers<void>();
  const world = once('begun', async () => {
    const { signal } = context();
    inTask.resolve();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  });
  const worker = new Worker({ store, workflows: bound(world), logger: quiet, grace: 0 });
  const { transfer } = clients(store);
  await transfer.start('t-1', input);
  await worker.start();
  await inTask.promise;
  const started = transfer.start('t-2', input);
  await new Promise((resolve) => setImmediate(resolve));
  await worker.stop();
  await started;
  expect((await store.list({})).map(({ id, status }) => `${id} ${status}`)).toEqual(['t-2 ready', 't-1 ready']);
});

test('a store in memory has transactional tasks too, with tables of the task beside', async () => {
  const store = sqlite(':memory:');
  const world = once('begun', async () => {
    await openBank(transaction());
    await clients(store).transfer.start('t-2', { ...input, approved: false }, { transaction: transaction() });
  });
  await withWorker(store, world, async () => {
    await clients(store).transfer.start('t-1', input);
    await moved(store, 't-1');
    await clients(store)
      .transfer.get('t-2')
      .stage.waitFor((stage) => stage === 'waiting');
  });
  await store.close();
});

test('a plain run has the transaction that it is given, and none else', async () => {
  const caller = (await makeHome()).caller();
  const flow = new TransferWorkflow(none);
  await caller.transaction().execute((own) => runPlain({ transaction: own }, () => flow.move(input)));
  expect(await balances(caller)).toEqual({ ann: 990, bob: 1_010, cid: 1_000 });
  await expect(flow.move(input)).rejects.toThrow(TransactionMissingError);
});
