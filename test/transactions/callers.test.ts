/** Starts and signals in the caller's transaction on SQLite. */
import { TransactionForeignError } from '@waystone/core';
import { sqlite } from '@waystone/engine/sqlite';
import { expect, test } from 'vitest';
import { exerciseCallers, refusesForeign } from './callers.ts';
import { clients } from './fixtures/generated/index.js';
import { sqliteHomes } from './sqlite.ts';

const makeHome = sqliteHomes();

exerciseCallers('SQLite', makeHome);

test('a store in memory has no transactions of others', async () => {
  const store = sqlite(':memory:');
  const caller = (await makeHome()).caller();
  await caller.transaction().execute(async (transaction) => {
    const started = clients(store).transfer.start('t-1', { from: 'ann', to: 'bob', cents: 1 }, { transaction });
    await expect(started).rejects.toThrow(TransactionForeignError);
  });
  await store.close();
});

test('a transaction in another file is refused, and can go on', async () => {
  await refusesForeign((await makeHome()).open(), (await makeHome()).caller());
});
