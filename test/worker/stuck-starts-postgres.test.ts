/** A start waits for the end of somebody's transaction that has taken its id: the worker that took it goes on, and stops. */
import { Worker } from '@waystone/engine';
import { postgres } from '@waystone/engine/postgres';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { testDatabase } from '../support/postgres/database.js';
import { CounterWorkflow } from './fixtures/steps.workflow.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { Recorder } from './recorder.js';

const database = await testDatabase();

/** A worker, and somebody else who takes ids and does not commit. */
async function atWork() {
  const schema = database.nextSchema();
  const store = postgres({ url: database.url, schema });
  const warnings: string[] = [];
  const quiet = (): void => {};
  const worker = new Worker({
    store,
    workflows: [workflows.counter(new CounterWorkflow(new Recorder({ add: (total: number, turn: number) => total + turn })))],
    grace: 1,
    logger: { debug: quiet, info: quiet, error: quiet, warn: (line) => warnings.push(line) },
  });
  const other = new pg.Client({ connectionString: database.url, options: `-c search_path="${schema}"` });
  onTestFinished(async () => {
    await other.end();
    await worker.stop();
    await store.close();
  });
  await worker.start();
  await other.connect();
  const { counter } = clients(store);
  // The first one stores its route.
  await (await counter.start('first', 1)).result();
  return { worker, warnings, counter, other };
}

test('a worker stops all the same, and says what it did not wait for', async () => {
  const { worker, warnings, counter, other } = await atWork();
  await other.query(`begin; select start('counter', 'taken', '1')`);
  const started = counter.start('taken', 1);
  await database.waiting(1);
  await worker.stop();
  expect(worker.health().state).toBe('stopped');
  expect(warnings).toEqual([expect.stringMatching(/starts of this process that are not answered: 1, .*transaction/)]);
  await other.query('rollback');
  const handle = await started;
  expect(await handle.describe()).toMatchObject({ id: 'taken', workflow: 'counter' });
});
