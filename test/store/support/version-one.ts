/** Rows as the first layout has them: an instance that a worker held, one that is ready, and the worker. */
import type { Kysely } from 'kysely';
import { expect } from 'vitest';
import type { Schema } from '../../../packages/engine/src/store/schema.js';
import type { Store } from '../../../packages/engine/src/store/store.js';
import { bytes, end, fenceOf, keep, order } from './lab.js';

type Tables = Readonly<Record<'routes' | 'instances' | 'lanes' | 'workers' | 'graphs' | 'sequences', Record<string, unknown>>>;

const held = 1;
const ready = 2;

export async function addRowsOfVersionOne(database: Kysely<Schema>): Promise<void> {
  const db = database as unknown as Kysely<Tables>;
  const { hash, workflow } = order;
  await db.updateTable('sequences').set({ next: 100 }).execute();
  await db
    .insertInto('graphs')
    .values({ hash, workflow, registered: 1, graph: JSON.stringify(order) })
    .execute();
  await db.insertInto('routes').values({ partition: 0, id: 1, queue: 'default', graph: hash, priority: 3 }).execute();
  await db.insertInto('workers').values({ id: 1, name: 'old', joined_at: 0, lease_expires_at: 9e15, host: null, pid: null }).execute();
  for (const n of [held, ready]) {
    const instance = {
      partition: 0,
      n,
      id: `old ${n}`,
      uid: `uid ${n}`,
      workflow,
      graph: hash,
      route: 1,
      created_at: 0,
      input: bytes('input'),
    };
    await db
      .insertInto('instances')
      .values({ ...instance, state: 'live', terminated: 0, replaced: 0 })
      .execute();
    const lane = { partition: 0, n, lane: '', position: 0, fork_lane: 0, route: 1, state: 'live', epoch: 1, seq: 1, attempt: 0, losses: 0 };
    const place = n === held ? { owner: 1 } : { due: 0 };
    const rest = { since: 0, pending: 0, request: 'none', paused: 0, node: 'run/task', envelope: bytes('values') };
    await db
      .insertInto('lanes')
      .values({ ...lane, ...place, ...rest })
      .execute();
  }
}

/** Both go on: in the hands of the worker that holds it, and of one that comes. */
export async function expectToGoOn(store: Store): Promise<void> {
  const fence = { n: held, lane: '', owner: 1, epoch: 1, seq: 1 };
  expect(await store.commit({ fence, then: keep('run/next'), published: [] })).toMatchObject({ status: 'applied', kept: true });
  expect(await store.unserved(['order']), 'of a worker that does not tell nothing is claimed').toEqual([]);
  const owner = await store.join({ name: 'new', graphs: [order], leaseMs: 10_000, queues: ['default'] });
  const [lane] = await store.claim({ owner, graphs: [order.hash], queues: ['default'], limit: 10 });
  expect(lane).toMatchObject({ instanceId: 'old 2', node: 'run/task', seq: 1, tags: [], instanceTags: [] });
  if (!lane) return;
  expect(await store.commit({ fence: fenceOf(lane), then: keep('run/render'), tags: ['gpu'], published: [] })).toMatchObject({
    kept: true,
  });
  expect(await store.find('old 2')).toMatchObject({ queue: 'default', priority: 3, tags: [], lanes: [{ tags: ['gpu'] }] });
  await store.commit({ fence: { ...fenceOf(lane), seq: 2 }, then: end(), published: [] });
  expect(await store.find('old 2')).toMatchObject({ status: 'completed' });
  expect(await store.list({ queue: 'default' })).toHaveLength(2);
}
