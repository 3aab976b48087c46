/** Workers through a real PgBouncer in transaction mode: machines that crash, and workers in real time. */
import { Worker } from '@waystone/engine';
import { postgres } from '@waystone/engine/postgres';
import type { PostgresOptions } from '@waystone/engine/postgres';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { runMachinesOn } from '../support/machine.js';
import { testDatabase } from '../support/postgres/database.js';
import { startPgBouncer } from '../support/postgres/start-server.js';
import { PostgresStores } from '../support/postgres/stores.js';
import { HerdWorkflow } from './fixtures/herds.workflow.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { Recorder } from './recorder.js';

const database = await testDatabase();
const pooler = await startPgBouncer(database.url);
afterAll(() => pooler.stop());

const stores = new PostgresStores(database);
runMachinesOn(() => stores.machineDatabase({ url: pooler.url }));

describe('crash', async () => void (await import('./crash.test.js')));
describe('joins', async () => void (await import('./joins.test.js')));

test('workers with more connections than there are sessions do everything once', async () => {
  const options: PostgresOptions = { url: pooler.url, schema: database.nextSchema(), listen: false, pollInterval: 50 };
  const world = new Recorder();
  const crew = [postgres(options), postgres(options), postgres(options)].map((store) => ({
    store,
    worker: new Worker({ store, workflows: [workflows.herd(new HerdWorkflow(world))], concurrency: 20 }),
  }));
  const office = postgres(options);
  onTestFinished(async () => {
    for (const { worker, store } of crew) await worker.stop().then(() => store.close());
    await office.close();
  });
  const { herd } = clients(office);
  await Promise.all(crew.map(({ worker }) => worker.start()));
  const soon = Date.now() + 500;
  const handles = await Promise.all(
    Array.from({ length: 300 }, (_, index) => herd.start(`${index}`, { name: `${index}`, until: soon + index })),
  );
  await Promise.all(handles.map((handle) => handle.result()));
  expect(world.acts.toSorted()).toEqual(handles.map((_, index) => `${index}`).toSorted());
});
