/** A lane that changes while the statement that claims it is under way. */
import pg from 'pg';
import { expect, test } from 'vitest';
import { testDatabase } from '../support/postgres/database.js';
import { PostgresStores } from '../support/postgres/stores.js';
import { bytes, Lab, receive } from './support/lab.js';
import { ManualClock, portsWith } from './support/manual-clock.js';

const database = await testDatabase();
const stores = new PostgresStores(database);

test('a lane that gets a signal while it is claimed for its timeout is claimed with the signal', async () => {
  const clock = new ManualClock();
  const schema = stores.nextSchema();
  const lab = await Lab.open(async () => stores.makeIn(schema, portsWith(clock)), clock);
  const other = stores.makeIn(schema, portsWith(clock));
  await lab.commit(await lab.begin('waits'), receive('go', clock.now()));
  const gate = new pg.Client({ connectionString: database.url, options: `-c search_path="${schema}"` });
  await gate.connect();
  await gate.query(`begin; select from workers where id = ${lab.worker} for update`);
  const claimed = lab.claim();
  await database.waiting(1);
  expect(await other.send('waits', { name: 'go', envelope: bytes('went') })).toBe('sent');
  await gate.end();
  // Its statement sees the lane as it was, without the signal.
  expect(await claimed).toEqual([]);
  expect(await lab.claimOne()).toMatchObject({ instanceId: 'waits', signal: { envelope: bytes('went') } });
  await database.query(`drop schema "${schema}" cascade`);
});
