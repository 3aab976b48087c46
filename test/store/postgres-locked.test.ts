/** Somebody keeps an instance locked, as a caller's transaction does that has sent it a signal and goes on for long. */
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../support/postgres/database.js';
import { PostgresStores } from '../support/postgres/stores.js';
import { startChild } from './support/children.js';
import { bytes, end, keep, Lab, leaseMs, next, receive } from './support/lab.js';
import { ManualClock, portsWith } from './support/manual-clock.js';

const database = await testDatabase();
const stores = new PostgresStores(database);

let lab: Lab;
let other: pg.Client;

/** Begins a transaction that locks rows of the store, and leaves it open. */
async function hold(text: string): Promise<void> {
  await other.query(`begin; ${text}`);
}

beforeEach(async () => {
  const clock = new ManualClock();
  const schema = stores.nextSchema();
  lab = await Lab.open(async () => stores.makeIn(schema, portsWith(clock), { connections: 5 }), clock);
  other = new pg.Client({ connectionString: database.url, options: `-c search_path="${schema}"` });
  await other.connect();
});

afterEach(() => other.end());

test('whatever has nothing to do with it goes on, and the others come after it in their order', async () => {
  const locked = await lab.begin('locked');
  const free = await lab.begin('free');
  await hold("select from instances where id = 'locked' for update");
  const waits = [
    lab.commit(locked, receive('go')),
    lab.send('locked', 'go', 'first'),
    lab.send('locked', 'go', 'second'),
    lab.store.pause('locked'),
  ];
  await database.waiting(1);
  expect(await lab.commit(free, receive('go'))).toMatchObject({ status: 'applied' });
  expect(await lab.send('free', 'go', 'hello')).toBe('sent');
  const [went] = await lab.claim();
  expect(went?.instanceId).toBe('free');
  expect(await lab.commit(went!, end(), { consumed: went!.signal!.sid })).toMatchObject({ status: 'applied' });
  await other.query('commit');
  expect(await Promise.all(waits)).toMatchObject([{ status: 'applied' }, 'sent', 'sent', 'requested']);
  await lab.store.resume('locked');
  expect((await lab.claimOne()).signal?.envelope).toEqual(bytes('first'));
});

test('more requests than may wait beside the others keep those waiting that need it, and nobody else', async () => {
  const lanes = [];
  for (const id of ['a', 'b', 'c', 'd', 'free']) lanes.push(await lab.begin(id));
  await hold("select from instances where id in ('a', 'b', 'c', 'd') order by n for update");
  const waits = [];
  for (const [index, lane] of lanes.slice(0, 4).entries()) {
    waits.push(lab.commit(lane, end()));
    await database.waiting(Math.min(index + 1, 2));
  }
  const free = lanes.at(-1)!;
  expect(await lab.commit(free, keep('run/next'))).toMatchObject({ status: 'applied', kept: true });
  expect(await lab.commit(next(free), end())).toMatchObject({ status: 'applied' });
  await other.query('rollback');
  expect(await Promise.all(waits)).toMatchObject(Array.from({ length: 4 }, () => ({ status: 'applied' })));
});

test('a lease is renewed though a start waits for whoever has taken its id', async () => {
  await hold("select start('order', 'taken')");
  const started = lab.start('taken');
  await database.waiting(1);
  lab.clock.pass(leaseMs - 1);
  expect(await lab.store.heartbeat(lab.worker, leaseMs)).toMatchObject({ held: true });
  await other.query('rollback');
  expect(await started).toMatchObject({ status: 'started' });
});

test('starts go on that were asked for with one whose id somebody else has taken, whatever they bring along', async () => {
  await lab.start('first');
  await hold("select start('order', 'taken'), start('order', 'taken too')");
  const status = { name: 'stage', envelope: bytes('initial') };
  const signal = { name: 'go', envelope: bytes('now') };
  const waits = [lab.start('taken'), lab.start('taken too', { statuses: [status] })];
  const others = ['a', 'b', 'c', 'd', 'e'].flatMap((id) => [
    lab.start(id),
    lab.start(`${id} with a status`, { statuses: [status] }),
    lab.start(`${id} with a signal`, { signals: [signal] }),
  ]);
  const started = Array.from({ length: others.length }, () => expect.objectContaining({ status: 'started' }));
  expect(await Promise.all(others)).toEqual(started);
  expect(await lab.start('later')).toMatchObject({ status: 'started' });
  await other.query('rollback');
  expect(await Promise.all(waits)).toMatchObject([{ status: 'started' }, { status: 'started' }]);
});

test('a child whose id somebody else has taken keeps nobody waiting but its parent', async () => {
  const parent = await lab.begin('parent');
  const free = await lab.begin('free');
  await hold("select start('order', 'child')");
  const waits = lab.commit(parent, startChild('child'));
  expect(await lab.commit(free, receive('go'))).toMatchObject({ status: 'applied' });
  expect(await lab.start('another')).toMatchObject({ status: 'started' });
  await other.query('commit');
  expect(await waits).toMatchObject({ status: 'applied' });
  expect((await lab.find('parent')).children).toMatchObject({ live: 0 });
});

test('purging passes over what somebody else has locked', async () => {
  const ended = await lab.begin('ended');
  await lab.commit(ended, end());
  await hold("select from instances where id = 'ended' for update");
  expect(await lab.store.purge([ended.n])).toEqual({ deleted: 0, longer: [] });
  await other.query('rollback');
  expect(await lab.store.purge([ended.n])).toEqual({ deleted: 1, longer: [] });
});

test('a start under an id that is being deleted comes after that', async () => {
  await lab.commit(await lab.begin('ended'), end());
  await hold("delete from instances where id = 'ended'");
  const started = [lab.start('ended'), lab.start('free')];
  expect(await started[1]).toMatchObject({ status: 'started' });
  await other.query('commit');
  expect(await started[0]).toMatchObject({ status: 'started' });
});

test('a store closes once what waits is over', async () => {
  const lane = await lab.begin('locked');
  await hold("select from instances where id = 'locked' for update");
  const committed = lab.commit(lane, end());
  await database.waiting(1);
  const closed = lab.store.close();
  await other.query('commit');
  expect(await committed).toMatchObject({ status: 'applied' });
  await closed;
});
