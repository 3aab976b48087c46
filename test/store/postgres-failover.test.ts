/** A standby that takes over from a primary: what was confirmed is there, and what was not is not taken for done. */
import { postgres } from '@waystone/engine/postgres';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { copyData, dataFolder, writeData } from '../support/postgres/data.js';
import { startServer } from '../support/postgres/start-server.js';
import type { ServerOptions, StartedServer } from '../support/postgres/start-server.js';
import { Wire } from '../support/postgres/wire.js';
import { bytes, order } from './support/lab.js';

const running: StartedServer[] = [];
afterAll(async () => {
  for (const { stop } of running) await stop();
});

async function start(options: ServerOptions): Promise<StartedServer> {
  const server = await startServer(options);
  running.push(server);
  return server;
}

function startOf(instanceId: string) {
  const [envelope, queue, priority, onConflict] = [bytes('entry'), 'default', 3, 'fail'] as const;
  return { instanceId, uid: instanceId, graph: order, envelope, input: envelope, statuses: [], signals: [], queue, priority, onConflict };
}

async function ask(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(text);
  await client.end();
  return rows;
}

test('a standby takes over from a primary that waits for it', async () => {
  const [first, second] = [dataFolder(), dataFolder()];
  await (await start({ data: first })).stop();
  copyData(first, second);
  writeData(second, 'standby.signal', '');
  const primary = await start({ data: first, settings: { synchronous_standby_names: '*' } });
  const follow = { primary_conninfo: `host=127.0.0.1 port=${new URL(primary.url).port} user=waystone` };
  const standby = await start({ data: second, settings: follow });

  const wire = await Wire.open(primary.url);
  const store = postgres({ url: wire.url, connections: 1, listen: false });
  expect(await store.start(startOf('confirmed'))).toMatchObject({ status: 'started' });

  const reader = postgres({ url: standby.url, listen: false });
  await expect
    .poll(() =>
      reader.list({}).then(
        (found) => found.length,
        () => 0,
      ),
    )
    .toBe(1);
  await expect(reader.start(startOf('on the standby'))).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringContaining('connect to the primary') as string,
  });
  await reader.close();

  // From here on nothing reaches the standby: the commit is made, and never confirmed.
  await standby.stop();
  const unconfirmed = store.start(startOf('unconfirmed'));
  const outcome = expect(unconfirmed).rejects.toMatchObject({ code: 'STORE_CONNECTION', inDoubt: true });
  await expect
    .poll(() => ask(primary.url, "select from pg_stat_activity where wait_event = 'SyncRep'").then(({ length }) => length))
    .toBe(1);
  await primary.stop();

  // The one that takes over gives the number of that transaction to another.
  const next = await start({ data: second, settings: follow });
  await ask(next.url, 'select pg_promote()');
  for (let index = 0; index < 20; index++) await ask(next.url, 'select pg_current_xact_id()');
  wire.leadTo(next.url);
  await outcome;
  expect((await store.list({})).map(({ id }) => id)).toEqual(['confirmed']);
  expect(await store.start(startOf('unconfirmed'))).toMatchObject({ status: 'started' });
  await store.close();
  await wire.close();
});
