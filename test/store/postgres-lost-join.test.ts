/** A worker is lost while the statement that ends the last lane of its fork is under way. */
import pg from 'pg';
import { expect, test } from 'vitest';
import { testDatabase } from '../support/postgres/database.js';
import { PostgresStores } from '../support/postgres/stores.js';
import { heldLane, heldLanes, joining } from './support/held-lanes.js';
import { finished, forkInto, Lab, leaseMs, order } from './support/lab.js';
import { ManualClock, portsWith } from './support/manual-clock.js';

const database = await testDatabase();
const stores = new PostgresStores(database);

test('the lane that waits is held by nobody whom others have given up for lost', async () => {
  const clock = new ManualClock();
  const schema = stores.nextSchema();
  const lab = await Lab.open(async () => stores.makeIn(schema, portsWith(clock)), clock);
  const other = stores.makeIn(schema, portsWith(clock));
  const main = await lab.begin('forks');
  await lab.commit(main, forkInto('', { lanes: heldLanes('a') }), { at: clock.now() });
  const gate = new pg.Client({ connectionString: database.url, options: `-c search_path="${schema}"` });
  await gate.connect();
  await gate.query(`
    create function wait_at_gate() returns trigger language plpgsql as 'begin perform pg_advisory_xact_lock(1); return new; end';
    create trigger gate before insert on history for each row execute function wait_at_gate();
    select pg_advisory_lock(1)`);
  const ended = lab.commit(heldLane(main, 0), joining(), { at: clock.now(), history: finished('run/work') });
  await database.waiting(1);
  clock.pass(leaseMs);
  expect(await other.reclaim(), 'it has its lease until its statement is over').toBe(0);
  await gate.end();
  expect(await ended).toMatchObject({ status: 'applied', brought: { joined: {} } });
  expect(await other.reclaim()).toBe(1);
  const next = await other.join({ name: 'next', graphs: [order], leaseMs });
  expect(await lab.claimOne(next)).toMatchObject({ lane: '', ended: [{ end: 'completed' }] });
  await database.query(`drop schema "${schema}" cascade`);
});
