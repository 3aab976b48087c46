/** The store through a real PgBouncer in transaction mode, with fewer sessions than its clients have connections. */
import { postgres } from '@waystone/engine/postgres';
import type { PostgresOptions } from '@waystone/engine/postgres';
import pg from 'pg';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { Store } from '../../packages/engine/src/store/store.js';
import { testDatabase } from '../support/postgres/database.js';
import { startPgBouncer } from '../support/postgres/start-server.js';
import { PostgresStores } from '../support/postgres/stores.js';
import { exerciseStore } from './exercise.js';
import { bytes, order } from './support/lab.js';

const database = await testDatabase();
const pooler = await startPgBouncer(database.url);
afterAll(() => pooler.stop());

const stores = new PostgresStores(database);
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

function use(options: PostgresOptions): Store {
  const store = postgres({ url: pooler.url, schema: database.nextSchema(), ...options });
  closing.push(() => store.close());
  return store;
}

function startOf(instanceId: string) {
  const [envelope, queue, priority, onConflict] = [bytes('entry'), 'default', 3, 'fail'] as const;
  return { instanceId, uid: instanceId, graph: order, envelope, input: envelope, statuses: [], signals: [], queue, priority, onConflict };
}

exerciseStore('PostgreSQL through PgBouncer', async (ports) => stores.make(ports, { url: pooler.url, listen: false }));

describe('through PgBouncer', () => {
  /** What it tells its sessions itself. */
  const passedOn = '{client_encoding,application_name}';

  test('nothing that is said in a session stays there', async () => {
    const store = use({ listen: false, connections: 10 });
    await Promise.all(Array.from({ length: 50 }, (_, index) => store.start(startOf(`i${index}`))));
    await Promise.all(Array.from({ length: 20 }, () => store.list({})));
    await store.close();
    const lasting = await Promise.all([
      through(`select name from pg_settings where source = 'session' and not name = any('${passedOn}')`),
      through('select name from pg_prepared_statements'),
      through('select pg_listening_channels() as name'),
      through("select relname as name from pg_class where relpersistence = 't'"),
      database.query(
        "select objid::text as name from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
      ),
    ]);
    expect(lasting.flat()).toEqual([]);
  });

  test.each([1, 5])('a store that counts on sessions says so at its first use, with %i connections', async (connections) => {
    const store = use({ connections });
    const error = { code: 'STORE_SESSION', retryable: false, message: expect.stringContaining('set listen: false') as string };
    await expect(store.open()).rejects.toMatchObject(error);
    await expect(Promise.all([store.list({}), store.list({})])).rejects.toMatchObject(error);
  });

  test('a store tells others what changed, though it does not hear them', async () => {
    const schema = database.nextSchema();
    const [client, worker] = [use({ schema, listen: false }), use({ schema, url: database.url })];
    const told = { external: Promise.withResolvers<void>(), ready: Promise.withResolvers<void>() };
    worker.notices.subscribe(({ kind }) => (kind === 'external' || kind === 'ready') && told[kind].resolve());
    await worker.open();
    await told.external.promise;
    await client.start(startOf('i'));
    await told.ready.promise;
  });

  test('settings of the connection that it does not take are named', async () => {
    const url = new URL(pooler.url);
    url.searchParams.set('options', '-c statement_timeout=1000');
    const message = expect.stringMatching(/unsupported startup parameter.*ignore_startup_parameters/) as string;
    await expect(use({ url: url.href, listen: false }).open()).rejects.toMatchObject({ code: 'STORE_ACCESS', message });
  });

  async function through(text: string): Promise<readonly unknown[]> {
    const client = new pg.Client(pooler.url);
    await client.connect();
    closing.push(() => client.end());
    return (await client.query<object>(text)).rows;
  }
});
