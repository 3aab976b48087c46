/** Starts and signals in the caller's transaction on SQLite. */
import { TransactionForeignError } from '@waystone/core';
import { DatabaseSync } from 'node:sqlite';
import { sqlite } from '@waystone/engine/sqlite';
import { expect, test } from 'vitest';
import { kyselyOnFile } from '../support/kysely-sqlite.ts';
import { fileDatabase } from '../support/machine.ts';
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

test('whatever others write before it writes itself, a transaction can start instances', async () => {
  const { path, discard } = fileDatabase();
  const store = sqlite(path);
  await store.open();
  const other = new DatabaseSync(path, { timeout: 0 });
  let written = 0;
  const caller = kyselyOnFile(path, () => {
    try {
      written += Number(other.prepare(`update sequences set next = next + 1`).run().changes > 0);
    } catch {
      // The transaction writes by now.
    }
  });
  await caller.transaction().execute(async (transaction) => {
    await clients(store).transfer.start('t-1', { from: 'ann', to: 'bob', cents: 1 }, { transaction });
  });
  expect(written).toBeGreaterThan(0);
  await expect(store.list({})).resolves.toMatchObject([{ id: 't-1' }]);
  other.close();
  await caller.destroy();
  await store.close();
  discard();
});

test('a transaction in another file is refused, and can go on', async () => {
  await refusesForeign((await makeHome()).open(), (await makeHome()).caller());
});
