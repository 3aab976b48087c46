/**
 * A database whose transactions see one moment unless they ask for something else: what is locked must be seen as it is all the
 * same, or the transaction must fail.
 */
import { sql } from 'kysely';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '../support/postgres/database.js';
import { PostgresStores } from '../support/postgres/stores.js';

import { bytes, fenceOf, Lab, receive, textOf } from './support/lab.js';
import { ManualClock, portsWith } from './support/manual-clock.js';

const database = await testDatabase();
const stores = new PostgresStores(database);
await database.query(`alter database ${new URL(database.url).pathname.slice(1)} set default_transaction_isolation = 'repeatable read'`);

describe.each([true, false])('with sessions that last: %s', (listen) => {
  test('a signal that waited for the lane that begins to wait for it finds that lane', async () => {
    const clock = new ManualClock();
    const schema = stores.nextSchema();
    const lab = await Lab.open(async () => stores.makeIn(schema, portsWith(clock), { listen }), clock);
    const other = stores.makeIn(schema, portsWith(clock), { listen });
    const main = await lab.begin('i');
    await other.find('i');
    const gate = new pg.Client(database.url);
    await gate.connect();
    await gate.query(`begin; select from "${schema}".instances for update`);
    const parked = lab.commit(main, receive('go'));
    await database.waiting(1);
    const sent = other.send('i', { name: 'go', envelope: bytes('went') });
    await database.waiting(2);
    await gate.end();
    expect([await parked, await sent]).toMatchObject([{ status: 'applied' }, 'sent']);
    expect(textOf((await lab.claimOne()).signal?.envelope)).toBe('went');
  });
});

async function makeLab(): Promise<Lab> {
  return Lab.open(async (ports) => stores.make(ports));
}

test('a signal in a transaction that cannot see the lane that waits for it is refused, and sent by the next one', async () => {
  const lab = await makeLab();
  const main = await lab.begin('i');
  const caller = new pg.Client(database.url);
  await caller.connect();
  await caller.query('begin; select from pg_class');
  await lab.commit(main, receive('go'));
  const send = async () => (await lab.store.within(caller)).send('i', { name: 'go', envelope: bytes('went') });
  await expect(send()).rejects.toMatchObject({ code: 'STORE_CONFLICT' });
  await caller.query('rollback; begin; select from pg_class');
  expect(await send()).toBe('sent');
  await caller.query('commit');
  await caller.end();
  expect(textOf((await lab.claimOne()).signal?.envelope)).toBe('went');
});

test('a task whose transaction cannot see the signal that is waited for next is performed anew', async () => {
  const lab = await makeLab();
  const main = await lab.begin('i');
  await lab.send('i', 'other', 'before');
  let performed = 0;
  const { result } = (await lab.store.commitTogether(async (transaction) => {
    performed += 1;
    await sql`select from pg_class`.execute(transaction);
    if (performed === 1) await lab.send('i', 'go', 'went');
    return { fence: fenceOf(main), then: receive('go'), published: [] };
  })) as { readonly result?: unknown };
  expect([performed, result]).toEqual([2, undefined]);
  expect(textOf((await lab.claimOne()).signal?.envelope)).toBe('went');
});
