/**
 * The oracle on PostgreSQL: what accepted programs do there, with the process killed, its state thrown away and read back
 * from the database after every single commit, is what they do plainly in memory.
 */
import { describe, test } from 'vitest';
import { testDatabase } from '../support/postgres/database.js';
import { PostgresStores } from '../support/postgres/stores.js';
import { expectPlainRun } from './support/expect-plain-run.js';
import { loadProgram, programNames } from './support/programs.js';
import { runOnEngine } from './support/run-on-engine.js';

const stores = new PostgresStores(await testDatabase());

describe.each(programNames())('%s', async (name) => {
  const accepted = await loadProgram(name);

  // One case of each: the others differ in what they compute, not in how it is stored.
  test.each(accepted.cases.slice(0, 1))('$name', async (each) => {
    const ran = await runOnEngine(accepted, each, { crashing: true, database: stores.machineDatabase() });
    await expectPlainRun(ran, accepted, each);
  });
});
