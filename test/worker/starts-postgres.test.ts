/** The tests of starts in the process of a worker once more, on PostgreSQL, and what goes over the wire there. */
import { Worker } from '@waystone/engine';
import { postgres } from '@waystone/engine/postgres';
import pg from 'pg';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { runMachinesOn } from '../support/machine.js';
import { testDatabase } from '../support/postgres/database.js';
import { PostgresStores } from '../support/postgres/stores.js';
import { CounterWorkflow } from './fixtures/steps.workflow.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { Recorder } from './recorder.js';

const database = await testDatabase();
const stores = new PostgresStores(database);
runMachinesOn(() => stores.machineDatabase());

describe('starts', async () => void (await import('./starts.test.js')));

/** How statements that write begin, and what begins a transaction. */
const writes = /^(?:with|insert|update|delete|begin)\b/;

test.each([1, 3])('an instance of %i tasks is a statement for its start and one for each task, and no transaction', async (tasks) => {
  const store = postgres({ url: database.url, schema: database.nextSchema() });
  const world = new Recorder({ add: (total: number, turn: number) => total + turn });
  // A heartbeat would be a transaction.
  const worker = new Worker({ store, workflows: [workflows.counter(new CounterWorkflow(world))], lease: '10m' });
  onTestFinished(async () => {
    vi.restoreAllMocks();
    await worker.stop();
    await store.close();
  });
  await worker.start();
  const { counter } = clients(store);
  // The first one stores its route.
  await (await counter.start('first', tasks)).result();
  const query = vi.spyOn(pg.Client.prototype, 'query');
  const instances = 5;
  for (let n = 0; n < instances; n++) await (await counter.start(`${n}`, tasks)).result();
  const texts = (query.mock.calls as unknown as readonly [{ readonly text: string } | string][]).map(([asked]) =>
    typeof asked === 'string' ? asked : asked.text,
  );
  expect(texts.filter((text) => writes.test(text))).toHaveLength(instances * (1 + tasks));
  expect(texts.filter((text) => text.startsWith('begin'))).toEqual([]);
});
