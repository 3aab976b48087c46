/** A database whose transactions see one moment unless they ask for something else: what is locked must be seen as it is all the same. */
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '../support/postgres/database.js';
import { PostgresStores } from '../support/postgres/stores.js';
import { Lab, receive, textOf } from './support/lab.js';
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
    const sent = other.send('i', { name: 'go', envelope: new TextEncoder().encode('went') });
    await database.waiting(2);
    await gate.end();
    expect([await parked, await sent]).toMatchObject([{ status: 'applied' }, 'sent']);
    expect(textOf((await lab.claimOne()).signal?.envelope)).toBe('went');
  });
});
