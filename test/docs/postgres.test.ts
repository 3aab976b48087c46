/** docs/postgres.md: its SQL is run as it stands there, in its order, by the roles that it names; its code as well. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@waystone/engine';
import { postgres } from '@waystone/engine/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '../../packages/engine/src/store/store.js';
import { testDatabase } from '../support/postgres/database.js';
import { bytes, end, fenceOf, finished, graphOf, order, park } from '../store/support/lab.js';

const guide = await readFile(new URL('../../docs/postgres.md', import.meta.url), 'utf8');

interface Block {
  readonly role: string;
  readonly text: string;
}

const blocks = [...guide.matchAll(/^```sql\n-- as (?<role>.*)\n(?<text>[\s\S]*?)^```$/gm)].map(({ groups }) => groups as unknown as Block);

const database = await testDatabase();
const administrator = 'an administrator';
const roles = ['waystone_owner', 'waystone_app', 'waystone_monitor'];
const stores: Store[] = [];

function addressOf(role: string): string {
  return role === administrator ? database.url : Object.assign(new URL(database.url), { username: role, password: 'change me' }).href;
}

async function run({ role, text }: Block): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(addressOf(role));
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(text);
    return rows;
  } finally {
    await client.end();
  }
}

function use(role: string): Store {
  const store = postgres({ url: addressOf(role), schema: 'waystone' });
  stores.push(store);
  return store;
}

function blockOf(sign: string): Block {
  return blocks.find(({ text }) => text.includes(sign)) ?? expect.fail(`the guide has no statement with «${sign}»`);
}

function startOf(instanceId: string, graph = order) {
  const [envelope, queue, priority, onConflict] = [bytes('entry'), 'default', 3, 'fail'] as const;
  return { instanceId, uid: instanceId, graph, envelope, input: envelope, statuses: [], signals: [], queue, priority, onConflict };
}

async function dropRoles(): Promise<void> {
  for (const role of roles) {
    const [found] = await database.query('select from pg_roles where rolname = $1', [role]);
    if (found) await database.query(`drop owned by ${role} cascade; drop role ${role}`);
  }
}

beforeAll(async () => {
  await dropRoles();
  for (const block of blocks.filter(({ role }) => role === administrator)) await run(block);
  await use('waystone_owner').open();
  for (const block of blocks.filter(({ role }) => role === 'waystone_owner')) await run(block);
});

afterAll(async () => {
  for (const store of stores) await store.close();
  await dropRoles();
});

describe('roles', () => {
  test('the one of workers and clients does all they do', async () => {
    const store = use('waystone_app');
    const owner = await store.join({ name: 'worker', graphs: [order], leaseMs: 60_000 });
    for (const id of ['ended', 'old', 'parked', 'running']) await store.start(startOf(id));
    await store.start(startOf('ready', graphOf('other')));
    const lanes = await store.claim({ owner, graphs: [order.hash], queues: ['default'], limit: 10 });
    for (const lane of lanes) {
      const fence = fenceOf(lane);
      const history = finished('one');
      if (lane.instanceId === 'ended' || lane.instanceId === 'old') await store.commit({ fence, then: end(), published: [], history });
      if (lane.instanceId === 'parked') await store.commit({ fence, then: park({ wakeAt: 9e12 }), published: [], history });
    }
    expect(await store.send('parked', { name: 'go', envelope: bytes('') })).toBe('sent');
    expect(await store.list({ status: ['completed'] })).toHaveLength(2);
  });

  test.each([
    ['waystone_app', 'drop table waystone.instances'],
    ['waystone_app', 'alter table waystone.lanes add column x text'],
    ['waystone_app', 'create table waystone.mine (x text)'],
    ['waystone_app', 'update waystone.migrations set older_may_go_on = 1'],
    ['waystone_monitor', 'select input from waystone.instances'],
    ['waystone_monitor', 'select envelope from waystone.lanes'],
    ['waystone_monitor', 'delete from waystone.workers'],
  ])('%s may not «%s»', async (role, text) => {
    await expect(run({ role, text })).rejects.toMatchObject({ code: '42501' });
  });
});

describe('monitoring', () => {
  const watched = blocks.filter(({ role }) => role === 'waystone_monitor');

  test.each(watched.map((block) => [block.text.split('\n')[0], block] as const))('%s …', async (_name, block) => {
    await run(block);
  });

  test('shows what is ready, running and parked, and what has ended', async () => {
    expect(await run(blockOf('as oldest_ms'))).toEqual([expect.objectContaining({ queue: 'default', graph: 'other-hash', ready: '1' })]);
    expect(await run(blockOf('as running'))).toEqual([expect.objectContaining({ name: 'worker', running: '1', expired: false })]);
    expect(await run(blockOf('waits_for'))).toEqual([expect.objectContaining({ waits_for: 'time', lanes: '1' })]);
    expect(await run(blockOf('average_ms'))).toEqual([expect.objectContaining({ workflow: 'order', state: 'completed', ended: '2' })]);
    const sizes = await run(blockOf('n_dead_tup'));
    expect(sizes.map(({ relname }) => relname)).toEqual(expect.arrayContaining(['instances', 'lanes', 'history']));
  });
});

test('purging needs the rights of a client', async () => {
  const client = new Client(use('waystone_app'));
  const endedBefore = new Date('2020-01-01');
  await database.query("update waystone.instances set ended_at = 1 where id = 'old'");
  expect(await client.purge({ endedBefore })).toEqual({ instances: 1 });
  expect((await client.list()).map(({ id }) => id).toSorted()).toEqual(['ended', 'parked', 'ready', 'running']);
});

test('the code of the guide opens a store', async () => {
  const [, code = ''] = /^`store.ts`:\n\n```ts\n([\s\S]*?)^```$/m.exec(guide) ?? [];
  const folder = join(import.meta.dirname, 'generated', 'postgres');
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'store.ts');
  await writeFile(file, code);
  const { openStore } = (await import(file)) as { readonly openStore: (url: string, password: () => Promise<string>) => Store };
  const store = openStore(addressOf('waystone_app'), () => Promise.resolve('change me'));
  stores.push(store);
  expect(await store.list({ limit: 1 })).toHaveLength(1);
});

test('SQL starts and signals with the rights of a client', async () => {
  const store = use('waystone_app');
  await store.join({ name: 'worker', graphs: [{ ...graphOf('order', 'order-2'), signals: ['approval'] }], leaseMs: 60_000 });
  await run(blockOf('waystone.start('));
  const found = await Promise.all(['order-42', 'order-43'].map((id) => store.find(id)));
  expect(found.map((instance) => instance?.status)).toEqual(['ready', 'parked']);
  expect(found[0]?.buffered).toMatchObject([{ name: 'approval' }]);
});
