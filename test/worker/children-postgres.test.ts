/** Many children of one parent on PostgreSQL. */
import { afterEach, test } from 'vitest';
import { Machine } from '../support/machine.js';
import { testDatabase } from '../support/postgres/database.js';
import { PostgresStores } from '../support/postgres/stores.js';
import { expectSameCost } from './crowd.js';
import { CrowdWorkflow, OneWorkflow } from './fixtures/children.workflow.js';
import { workflows } from './fixtures/generated/index.js';

const stores = new PostgresStores(await testDatabase());
let machine: Machine;
afterEach(() => machine.close());

test('many children cost no more each than few', async () => {
  machine = new Machine({
    database: stores.machineDatabase(),
    workflows: () => [workflows.crowd(new CrowdWorkflow()), workflows.one(new OneWorkflow())],
  });
  await machine.spawn();
  await expectSameCost(machine);
});
