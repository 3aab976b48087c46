/** A worker that goes on while a newer release changes the layout: it stops by itself, and says why. */
import { Worker } from '@waystone/engine';
import { postgres } from '@waystone/engine/postgres';
import { expect, onTestFinished, test } from 'vitest';
import { testDatabase } from '../support/postgres/database.js';
import { HerdWorkflow } from './fixtures/herds.workflow.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { Recorder } from './recorder.js';

const database = await testDatabase();

test('a worker whose release may not go on holds nothing any more, until it may', async () => {
  const schema = database.nextSchema();
  const [store, office] = [postgres({ url: database.url, schema }), postgres({ url: database.url, schema })];
  const [said, world] = [Promise.withResolvers<string>(), new Recorder()];
  const logger = { debug: ignore, info: ignore, warn: ignore, error: (message: string) => said.resolve(message) };
  const worker = new Worker({ store, workflows: [workflows.herd(new HerdWorkflow(world))], lease: '1s', logger });
  onTestFinished(async () => {
    await worker.stop();
    await Promise.all([store.close(), office.close()]);
  });
  const { herd } = clients(office);
  await worker.start();
  await (await herd.start('before', { name: 'before', until: 0 })).result();

  const migrations = `${schema}.migrations`;
  await database.query(`insert into ${migrations} (version, name, older_may_go_on, applied_at) values (1000, 'novelty', 0, 0)`);
  expect(await said.promise).toContain('has layout version 1000');
  await expect.poll(() => worker.health().leaseRemainingMs).toBe(0);
  // Who is not there is given nothing.
  await expect.poll(() => database.query(`select from ${schema}.workers`)).toEqual([]);
  const after = await herd.start('after', { name: 'after', until: 0 });
  expect(worker.health().state).toBe('unreachable');
  expect(world.acts).not.toContain('after');

  await database.query(`delete from ${migrations} where version = 1000`);
  await after.result();
  expect(world.acts).toContain('after');
});

function ignore(): void {}
