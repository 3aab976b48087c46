/** The tests of starts in the process of a worker once more, on PostgreSQL. */
import { describe } from 'vitest';
import { runMachinesOn } from '../support/machine.js';
import { testDatabase } from '../support/postgres/database.js';
import { PostgresStores } from '../support/postgres/stores.js';

const stores = new PostgresStores(await testDatabase());
runMachinesOn(() => stores.machineDatabase());

describe('starts', async () => void (await import('./starts.test.js')));
