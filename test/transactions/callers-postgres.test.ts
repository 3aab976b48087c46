/** Starts and signals in the caller's transaction on PostgreSQL: of Kysely, and on a client of `pg`. */
import { TransactionInvalidError } from '@waystone/core';
import type { CallerTransaction, Store } from '@waystone/engine';
import { postgres } from '@waystone/engine/postgres';
import { CamelCasePlugin } from 'kysely';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../support/postgres/database.ts';
import { PostgresStores } from '../support/postgres/stores.ts';
import { exerciseCallers, refusesForeign } from './callers.ts';
import { clients } from './fixtures/generated/index.js';
import { postgresHomes } from './postgres.ts';
import { sqliteHomes } from './sqlite.ts';

const database = await testDatabase();
const makeHome = postgresHomes(database, new PostgresStores(database));
const elsewhere = await testDatabase();
const makeHomeElsewhere = postgresHomes(elsewhere, new PostgresStores(elsewhere));
const makeFile = sqliteHomes();
const input = { from: 'ann', to: 'bob', cents: 10 };
const clientsOfPg: pg.Client[] = [];

afterEach(async () => {
  for (const client of clientsOfPg.splice(0)) await client.end();
});

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  clientsOfPg.push(client);
  return client;
}

const start = (store: Store, id: string, transaction: CallerTransaction) => clients(store).transfer.start(id, input, { transaction });

async function ids(store: Store): Promise<readonly string[]> {
  return (await store.list({})).map(({ id }) => id).toSorted();
}

exerciseCallers('PostgreSQL', makeHome);

describe('a client of pg', () => {
  test('takes part with its own BEGIN and COMMIT', async () => {
    const home = await makeHome();
    const [store, client] = [home.open(), await connect(home.url)];
    await client.query('begin');
    await start(store, 't-1', client);
    expect(await ids(store)).toEqual([]);
    await client.query('commit');
    await client.query('begin');
    await start(store, 't-2', client);
    await expect(start(store, 't-1', client)).rejects.toMatchObject({ code: 'INSTANCE_EXISTS' });
    await client.query('rollback');
    expect(await ids(store)).toEqual(['t-1']);
  });

  test('is refused without a transaction, and so is a pool', async () => {
    const home = await makeHome();
    const [store, client, pool] = [home.open(), await connect(home.url), new pg.Pool({ connectionString: home.url })];
    for (const none of [client, pool]) await expect(start(store, 't-1', none)).rejects.toThrow(TransactionInvalidError);
    await pool.end();
    expect(await ids(store)).toEqual([]);
  });

  test('may read numbers and names as it likes', async () => {
    const home = await makeHome();
    const store = home.open();
    const caller = home.caller().withPlugin(new CamelCasePlugin());
    await caller.transaction().execute(async (transaction) => {
      await start(store, 't-1', transaction);
      await clients(store).transfer.get('t-1').approval.send(true, { transaction });
    });
    expect((await clients(store).transfer.get('t-1').describe()).buffered).toHaveLength(1);
  });
});

describe('callers at the same time', () => {
  test('do not wait for each other, whatever they start, and so do not deadlock', async () => {
    const home = await makeHome();
    const store = home.open();
    await clients(store).transfer.start('known', input);
    const [one, two] = [await connect(home.url), await connect(home.url)];
    for (const client of [one, two]) await client.query(`begin; set local lock_timeout = 1000`);
    await start(store, 'a', one);
    await start(store, 'b', two);
    await start(store, 'c', one);
    await start(store, 'd', two);
    for (const client of [one, two]) await client.query('commit');
    expect(await ids(store)).toEqual(['a', 'b', 'c', 'd', 'known']);
  });

  test('with one id: the second waits for the first, and is answered', async () => {
    const home = await makeHome();
    const store = home.open();
    const [one, two] = [await connect(home.url), await connect(home.url)];
    for (const client of [one, two]) await client.query('begin');
    await start(store, 'a', one);
    const second = start(store, 'a', two);
    await one.query('commit');
    await expect(second).rejects.toMatchObject({ code: 'INSTANCE_EXISTS' });
    await start(store, 'b', two);
    await two.query('commit');
    expect(await ids(store)).toEqual(['a', 'b']);
  });

  test('with one id: the second starts it if the first is undone', async () => {
    const home = await makeHome();
    const store = home.open();
    const [one, two] = [await connect(home.url), await connect(home.url)];
    for (const client of [one, two]) await client.query('begin');
    await start(store, 'a', one);
    const second = start(store, 'a', two);
    await one.query('rollback');
    await second;
    await two.query('commit');
    expect(await ids(store)).toEqual(['a']);
  });

  test('a serialization failure is theirs to see, as their driver says it', async () => {
    const home = await makeHome();
    const store = home.open();
    const [one, two] = [await connect(home.url), await connect(home.url)];
    await start(store, 'known', await begun(one)).then(() => one.query('commit'));
    await two.query('begin isolation level repeatable read');
    await two.query('select 1 from accounts');
    await start(store, 'a', await begun(one)).then(() => one.query('commit'));
    await expect(start(store, 'a', two)).rejects.toMatchObject({ code: '40001' });
    await two.query('rollback');
  });
});

async function begun(client: pg.Client): Promise<pg.Client> {
  await client.query('begin');
  return client;
}

describe('a transaction of another database', () => {
  test('is refused, and can go on: one without a store, and one with another store in a schema of that name', async () => {
    const [home, other] = [await makeHome(), await makeHomeElsewhere()];
    const store = home.open();
    await refusesForeign(store, other.caller());
    const [caller, namesake] = [(await makeHomeElsewhere()).caller(), postgres({ url: elsewhere.url, schema: home.schema })];
    await namesake.open();
    await refusesForeign(store, caller);
    await namesake.close();
  });

  test('is refused, and can go on: of SQLite here, of PostgreSQL there', async () => {
    const [home, file] = [await makeHome(), await makeFile()];
    await refusesForeign(home.open(), file.caller());
    await refusesForeign(file.open(), home.caller());
  });
});
