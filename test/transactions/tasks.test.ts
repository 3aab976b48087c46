/** Transactional tasks on SQLite, where a task that has a transaction keeps everything else waiting. */
import { TransactionBypassedError, TransactionMissingError, runPlain } from '@waystone/core';
import { sqlite } from '@waystone/engine/sqlite';
import { expect, test } from 'vitest';
import { TransferWorkflow } from './fixtures/bank.workflow.ts';
import { clients } from './fixtures/generated/index.js';
import { sqliteHomes } from './sqlite.ts';
import { balances, openBank } from './support.ts';
import { exerciseTasks, input, moved, none, once, transaction, withWorker } from './tasks.ts';

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
