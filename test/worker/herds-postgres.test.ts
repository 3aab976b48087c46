/** Herds on PostgreSQL, and how many connections they take. */
import { Worker } from '@waystone/engine';
import { postgres } from '@waystone/engine/postgres';
import { expect, onTestFinished, test } from 'vitest';
import { testDatabase } from '../support/postgres/database.js';
import { PostgresStores } from '../support/postgres/stores.js';
import { HerdWorkflow } from './fixtures/herds.workflow.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { exerciseHerds } from './herds.js';
import { Recorder } from './recorder.js';

const database = await testDatabase();
const stores = new PostgresStores(database);

exerciseHerds(() => stores.machineDatabase());

test('a worker has no more connections than it may, whatever is ready', async () => {
  const applicationName = 'herded';
  const connections = 2;
  const store = postgres({ url: database.url, schema: database.nextSchema(), connections, applicationName });
  const counts: number[] = [];
  const world = new Recorder();
  const worker = new Worker({ store, workflows: [workflows.herd(new HerdWorkflow(world))], concurrency: 50 });
  onTestFinished(async () => {
    await worker.stop();
    await store.close();
  });
  const { herd } = clients(store);
  const handles = await Promise.all(Array.from({ length: 500 }, (_, index) => herd.start(`${index}`, { name: `${index}`, until: 0 })));
  await worker.start();
  for (const handle of handles) {
    await handle.result();
    counts.push(await count());
  }
  expect(world.acts).toHaveLength(handles.length);
  // One listens.
  expect(Math.max(...counts)).toBeLessThanOrEqual(connections + 1);

  async function count(): Promise<number> {
    const text = 'select count(*)::int as connections from pg_stat_activity where datname = current_database() and application_name = $1';
    return (await database.query(text, [applicationName]))[0]?.['connections'] as number;
  }
});
