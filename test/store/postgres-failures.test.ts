/** What breaks between a store and PostgreSQL: connections at any message, servers that are not there, users without rights. */
import { StoreConnectionError } from '@waystone/core';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { postgres } from '@waystone/engine/postgres';
import type { PostgresOptions } from '@waystone/engine/postgres';
import type { ClaimedLane, Store } from '../../packages/engine/src/store/store.js';
import { testDatabase } from '../support/postgres/database.js';
import { Wire } from '../support/postgres/wire.js';
import type { Cut } from '../support/postgres/wire.js';
import { bytes, end, fenceOf, finished, forkInto, keep, order, textOf } from './support/lab.js';

const { url, nextSchema, query } = await testDatabase();
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

function use(options: PostgresOptions = {}): Store {
  const store = postgres({ url, schema: nextSchema(), listen: false, ...options });
  closing.push(() => store.close());
  return store;
}

async function wireWith(cut: (message: Buffer) => Cut | undefined): Promise<string> {
  const wire = await Wire.open(url, { cut });
  closing.push(() => wire.close());
  return wire.url;
}

function startOf(instanceId: string) {
  const [envelope, queue, priority, onConflict] = [bytes('entry'), 'default', 3, 'fail'] as const;
  return { instanceId, uid: instanceId, graph: order, envelope, input: envelope, statuses: [], signals: [], queue, priority, onConflict };
}

/** Like a worker: what was claimed without an answer is given back, and claimed again. */
async function claimSurely(store: Store, owner: number): Promise<readonly ClaimedLane[]> {
  for (;;) {
    try {
      return await store.claim({ owner, graphs: [order.hash], queues: ['default'], limit: 10 });
    } catch (error) {
      if (!(error instanceof StoreConnectionError && error.inDoubt)) throw error;
      for (const { n, lane, epoch, seq } of await store.held(owner)) await store.release({ n, lane, owner, epoch, seq });
    }
  }
}

/** Starts, forks, sends, joins and ends an instance. Gives its outcome and how often each step is in its history. */
async function live(store: Store, id: string): Promise<readonly [string, readonly string[]]> {
  const owner = await store.join({ name: 'worker', graphs: [order], leaseMs: 60_000 });
  const claim = () => claimSurely(store, owner);
  const step = async (lane: Parameters<typeof fenceOf>[0], node: string, then: ReturnType<typeof keep>) => {
    expect(await store.commit({ fence: fenceOf(lane), then, published: [], history: finished(node) })).toMatchObject({ status: 'applied' });
    return { ...lane, seq: lane.seq + 1 };
  };
  expect(await store.start(startOf(id))).toMatchObject({ status: 'started' });
  const [main] = await claim();
  await step(await step(main ?? expect.fail(), 'one', keep('run/one')), 'two', forkInto('ab'));
  expect(await store.send(id, { name: 'go', envelope: bytes('now') })).toBe('sent');
  for (const lane of await claim()) await step(await step(lane, `${lane.lane} one`, keep('run/in')), `${lane.lane} two`, end());
  const [joined] = await claim();
  expect(joined?.ended).toHaveLength(2);
  expect((await store.find(id))?.buffered).toHaveLength(1);
  await step(joined ?? expect.fail(), 'three', end('completed', 'done'));
  const [outcome] = await store.outcomes([id]);
  return [textOf(outcome?.outcome), (await store.history(id)).map(({ node }) => node).toSorted()];
}

const lived = ['done', ['/2.0 one', '/2.0 two', '/2.1 one', '/2.1 two', 'one', 'three', 'two']] as const;

describe('a connection that is lost', () => {
  test.each([
    ['before', false],
    ['after', true],
  ] as const)('%s any message changes nothing', async (how, listen) => {
    let left = Infinity;
    const through = await wireWith(() => ((left -= 1) === 0 ? how : undefined));
    const store = use({ url: through, listen, connections: 1 });
    await store.open();
    let messages = 0;
    // Until a whole life goes by before it comes to the cut.
    for (let at = 1; left > 0; at += 1) {
      left = at;
      expect(await live(store, `i${at}`), `cut ${how} message ${at}`).toEqual(lived);
      if (left <= 0) left = Infinity;
      else break;
      messages = at;
    }
    expect(messages).toBeGreaterThan(30);
  });

  test('by the end of every backend, again and again, changes nothing', async () => {
    const applicationName = 'mortal';
    const store = use({ applicationName });
    await store.open();
    const kill = () => query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [applicationName]);
    for (let index = 0; index < 30; index++) {
      const [started] = await Promise.all([store.start(startOf(`i${index}`)), kill()]);
      expect(started).toMatchObject({ status: 'started' });
    }
    expect(await store.list({})).toHaveLength(30);
  });
});

describe('a database that cannot be used', () => {
  const refusals: readonly (readonly [string, () => PostgresOptions | Promise<PostgresOptions>, object])[] = [
    ['because there is no server', () => ({ url: withParts({ port: '1' }) }), { code: 'STORE_CONNECTION', retryable: true }],
    ['because there is no such database', () => ({ url: withParts({ pathname: 'nowhere' }) }), { code: 'STORE_ACCESS', retryable: false }],
    ['because there is no such user', () => ({ url: withParts({ username: 'nobody' }) }), { code: 'STORE_ACCESS', retryable: false }],
    ['because the user may not make the schema', () => strangerOptions(), { code: 'STORE_OUTDATED', retryable: false }],
    ['because another application has the schema', () => foreignOptions(), { code: 'STORE_FOREIGN' }],
    ['because a newer release migrated it', () => newerOptions(), { code: 'STORE_NEWER', version: 1000 }],
  ];

  test.each(refusals)('%s says so', async (_why, options, error) => {
    const store = use(await options());
    await expect(store.open()).rejects.toMatchObject(error);
    await expect(store.find('x')).rejects.toMatchObject(error);
  });

  function withParts(parts: Partial<URL>): string {
    return Object.assign(new URL(url), parts).href;
  }

  async function strangerOptions(): Promise<PostgresOptions> {
    await query('drop role if exists stranger');
    await query("create role stranger login password 'own'");
    closing.push(async () => void (await query('drop role stranger')));
    return { url: withParts({ username: 'stranger', password: 'own' }) };
  }

  async function foreignOptions(): Promise<PostgresOptions> {
    const schema = nextSchema();
    await query(`create schema ${schema}; create table ${schema}.migrations (id integer)`);
    return { schema };
  }

  async function newerOptions(): Promise<PostgresOptions> {
    const schema = nextSchema();
    await use({ schema }).open();
    await query(`insert into ${schema}.migrations (version, name, older_may_go_on, applied_at) values (1000, 'later', 0, 0)`);
    return { schema };
  }
});

test('a user who may only use the tables needs nothing else', async () => {
  const schema = nextSchema();
  await use({ schema }).open();
  await query('drop role if exists helper');
  await query(
    `create role helper login password 'own'; grant usage on schema ${schema} to helper; grant select, insert, update, delete on all tables in schema ${schema} to helper; grant usage on all sequences in schema ${schema} to helper`,
  );
  closing.push(async () => void (await query('drop owned by helper; drop role helper')));
  expect(await live(use({ schema, url: Object.assign(new URL(url), { username: 'helper', password: 'own' }).href }), 'i')).toEqual(lived);
});

test('a lock that is held for longer than a statement may take fails the request, and nothing else', async () => {
  const schema = nextSchema();
  const store = use({ schema, statementTimeout: 200 });
  await use({ schema }).start(startOf('i'));
  const holder = new pg.Client(url);
  await holder.connect();
  await holder.query(`begin; select from ${schema}.instances for update`);
  await expect(store.cancel('i')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
  await holder.end();
  // On a machine that stands still for a moment it takes too long once more.
  await expect.poll(() => store.cancel('i').catch(() => 'too late')).toBe('requested');
});
