/** The tests of forks in hand once more, on PostgreSQL, and what goes over the wire there. */
import { postgres } from '@waystone/engine/postgres';
import pg from 'pg';
import { describe, expect, test, vi } from 'vitest';
import { runMachinesOn } from '../support/machine.js';
import { testDatabase } from '../support/postgres/database.js';
import { PostgresStores } from '../support/postgres/stores.js';
import { countPerRound } from './rounds.js';

const database = await testDatabase();
const stores = new PostgresStores(database);
runMachinesOn(() => stores.machineDatabase());

describe('forks', async () => void (await import('./forks.test.js')));

test.each([2, 10, 100])('a fork of %i lanes and its join are two statements, and no transaction', async (lanes) => {
  const store = postgres({ url: database.url, schema: database.nextSchema() });
  const query = vi.spyOn(pg.Client.prototype, 'query');
  try {
    expect(await countPerRound(store, lanes, () => query.mock.calls.length)).toBe(2);
  } finally {
    query.mockRestore();
    await store.close();
  }
});
