/** Surroundings that mean no good: settings of roles, functions of others, odd names, foreign notices, silent networks. */
import { postgres } from '@waystone/engine/postgres';
import type { PostgresOptions } from '@waystone/engine/postgres';
import { afterEach, describe, expect, test } from 'vitest';
import { systemPorts } from '../../packages/engine/src/ports.js';
import type { Notice } from '../../packages/engine/src/store/notices.js';
import type { Store } from '../../packages/engine/src/store/store.js';
import { testDatabase } from '../support/postgres/database.js';
import { Wire } from '../support/postgres/wire.js';
import { startChild } from './support/children.js';
import { bytes, end, fenceOf, finished, order, textOf } from './support/lab.js';
import { ManualClock, portsWith } from './support/manual-clock.js';

const { url, nextSchema, query } = await testDatabase();
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

function use(options: PostgresOptions = {}): Store {
  const store = postgres({ url, schema: nextSchema(), ...options });
  closing.push(() => store.close());
  return store;
}

function startOf(instanceId: string) {
  const [envelope, queue, priority, onConflict] = [bytes('entry'), 'default', 3, 'fail'] as const;
  return { instanceId, uid: instanceId, graph: order, envelope, input: envelope, statuses: [], signals: [], queue, priority, onConflict };
}

/** Starts, claims and ends an instance, with an outcome that no other encoding has. */
async function live(store: Store, id: string): Promise<string> {
  const owner = await store.join({ name: 'worker', graphs: [order], leaseMs: 60_000 });
  await store.start(startOf(id));
  const claimed = await store.claim({ owner, graphs: [order.hash], queues: ['default'], limit: 10 });
  const lane = claimed.find(({ instanceId }) => instanceId === id) ?? expect.fail();
  await store.commit({ fence: fenceOf(lane), then: end('completed', 'žluťoučký \\x41 🐴'), published: [], history: finished('one') });
  const [outcome] = await store.outcomes([id]);
  return textOf(outcome?.outcome);
}

describe.each([true, false])('with sessions that last: %s', (listen) => {
  test('settings of a role do not change what is stored and read', async () => {
    await query('drop role if exists odd');
    await query("create role odd login superuser password 'own'");
    closing.push(async () => void (await query('drop owned by odd cascade; drop role odd')));
    const settings = [
      "bytea_output = 'escape'",
      "client_encoding = 'LATIN1'",
      "datestyle = 'SQL, DMY'",
      "timezone = 'Pacific/Kiritimati'",
      "default_transaction_isolation = 'serializable'",
      'search_path = public, pg_catalog',
      'extra_float_digits = 0',
      'transform_null_equals = on',
    ];
    for (const setting of settings) await query(`alter role odd set ${setting}`);
    const store = use({ listen, url: Object.assign(new URL(url), { username: 'odd', password: 'own' }).href });
    expect(await live(store, 'ž \\ 🐴')).toBe('žluťoučký \\x41 🐴');
    expect((await store.list({})).map(({ id }) => id)).toEqual(['ž \\ 🐴']);
    expect(Math.abs((await store.now()) - Date.now())).toBeLessThan(60_000);
  });

  test('functions and operators of others are not called, though they fit better', async () => {
    await query(
      `create function public.hashtextextended(text, integer) returns bigint language plpgsql as $$ begin raise 'taken in' ; end $$`,
    );
    await query(`create function public.unnest(bigint[]) returns setof bigint language plpgsql as $$ begin raise 'taken in' ; end $$`);
    await query(`create function public.nextval(text) returns bigint language plpgsql as $$ begin raise 'taken in' ; end $$`);
    await query(`create function public.trap(smallint, integer) returns boolean language plpgsql as $$ begin raise 'taken in' ; end $$`);
    await query('create operator public.= (leftarg = smallint, rightarg = integer, function = public.trap)');
    const name = new URL(url).pathname.slice(1);
    await query(`alter database ${name} set search_path = public, pg_catalog`);
    closing.push(async () => {
      await query(`alter database ${name} reset search_path; drop operator public.= (smallint, integer); drop function public.trap`);
      await query('drop function public.nextval(text); drop function public.unnest(bigint[]); drop function public.hashtextextended');
    });
    expect(await live(use({ listen }), 'i')).toBe('žluťoučký \\x41 🐴');
  });

  test.each(['Order "Desk"', "o'clock", 'back\\slash', 'ünïcödé', 'x'.repeat(63), 'select', 'a.b', ' '])(
    'a schema may be called «%s»',
    async (name) => {
      const schema = `${listen ? '+' : '-'}${name}`.slice(-63);
      closing.push(async () => void (await query(`drop schema if exists "${schema.replaceAll('"', '""')}" cascade`)));
      const [one, two] = [use({ schema, listen }), use({ schema, listen })];
      expect(await live(one, 'i')).toBe('žluťoučký \\x41 🐴');
      expect((await two.list({})).map(({ id }) => id)).toEqual(['i']);
    },
  );
});

test.each([
  ['schema', ''],
  ['schema', 'x'.repeat(64)],
  ['schema', 'é'.repeat(32)],
  ['schema', 'pg_mine'],
  ['connections', 0],
  ['taskConnections', 1.5],
  ['statementTimeout', Number.NaN],
  ['connectTimeout', Infinity],
  ['pollInterval', 0],
  ['pollInterval', Number.NaN],
])('%s cannot be %j', (option, value) => {
  expect(() => postgres({ url, [option]: value })).toThrow(expect.objectContaining({ code: 'OPTION_INVALID', option }));
});

test('a child or a parent whose row is gone keeps nobody from the other', async () => {
  const schema = nextSchema();
  const store = use({ schema });
  const owner = await store.join({ name: 'worker', graphs: [order], leaseMs: 60_000 });
  const claimOne = async () => (await store.claim({ owner, graphs: [order.hash], queues: ['default'], limit: 1 }))[0] ?? expect.fail();
  await store.start(startOf('parent'));
  await store.commit({ fence: fenceOf(await claimOne()), then: startChild('child'), published: [] });
  const child = await claimOne();
  await query(`update ${schema}.instances set n = -n where id = 'parent'`);
  expect(await store.find('child')).not.toHaveProperty('parent');
  await query(`update ${schema}.instances set n = -n where id = 'parent'`);
  await store.commit({ fence: fenceOf(child), then: end('completed', 'done'), published: [] });
  await query(`delete from ${schema}.instances where id = 'child'`);
  const parent = await claimOne();
  expect(parent.instanceId).toBe('parent');
  expect(parent).not.toHaveProperty('child');
});

test('a number that the store cannot have written is not taken for another', async () => {
  const schema = nextSchema();
  const store = use({ schema });
  await store.start(startOf('i'));
  await query(`update ${schema}.instances set created_at = 9007199254740993`);
  await expect(store.find('i')).rejects.toMatchObject({ code: 'INVARIANT' });
  await query(`update ${schema}.instances set created_at = 9007199254740991`);
  expect(await store.find('i')).toMatchObject({ createdAt: 9007199254740991 });
});

describe('notices', () => {
  function ear(store: Store, kind: Notice['kind']) {
    let told = (): void => {};
    store.notices.subscribe((notice) => notice.kind === kind && told());
    return () => new Promise<void>((resolve) => (told = resolve));
  }

  test('of others on the same channel are heard as a hint, and do no harm', async () => {
    const schema = nextSchema();
    const store = use({ schema });
    const heard = ear(store, 'external');
    const listening = heard();
    await store.open();
    await listening;
    for (const payload of ['', 'hello', '{}', '{"from":1,"notices":[{}]}', '{"from":"x","notices":[null]}', '[]', 'null']) {
      const hint = heard();
      await query('select pg_notify($1, $2)', [`waystone ${schema}`, payload]);
      await hint;
    }
  });

  test('pass between schemas with the longest names that differ at their ends', async () => {
    const prefix = nextSchema().padEnd(62, 'x');
    const [one, two] = [use({ schema: `${prefix}1` }), use({ schema: `${prefix}1` })];
    const heard = ear(two, 'external');
    const listening = heard();
    await two.open();
    await listening;
    const ready = ear(two, 'ready')();
    await one.start(startOf('i'));
    await ready;
  });

  test('are asked for every second where the server knows no LISTEN', async () => {
    const rewrite = (message: Buffer) => Buffer.from(message.toString('latin1').replace('listen "', 'lisden "'), 'latin1');
    const wire = await Wire.open(url, { rewrite });
    closing.push(() => wire.close());
    const clock = new ManualClock();
    const store = use({ url: wire.url, ports: portsWith(clock) });
    let hints = 0;
    store.notices.subscribe(() => (hints += 1));
    await store.open();
    const hintsInTwoSeconds = () => {
      hints = 0;
      clock.pass(1_000);
      clock.pass(1_000);
      return hints;
    };
    await expect.poll(hintsInTwoSeconds).toBe(2);
  });

  test('come again after the network fell silent and nobody said so', async () => {
    const wire = await Wire.open(url);
    closing.push(() => wire.close());
    const clock = new ManualClock();
    const schema = nextSchema();
    const store = use({ url: wire.url, schema, ports: portsWith(clock), applicationName: 'deaf' });
    const heard = ear(store, 'external');
    const listening = heard();
    await store.open();
    await listening;
    wire.freeze();
    // The poll is a hint as well; then the one that listens is asked, does not answer, is given up, and made anew.
    clock.pass(10_000);
    clock.pass(5_000);
    let isBack = false;
    void heard().then(() => (isBack = true));
    await expect.poll(() => (clock.pass(100), isBack)).toBe(true);
    const ready = ear(store, 'ready')();
    await use({ schema, ports: systemPorts }).start(startOf('i'));
    await ready;
  });
});
