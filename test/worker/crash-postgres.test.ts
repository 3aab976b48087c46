/** The crash tests of workers once more, on PostgreSQL. */
import { describe } from 'vitest';
import { runMachinesOn } from '../support/machine.js';
import { testDatabase } from '../support/postgres/database.js';
import { PostgresStores } from '../support/postgres/stores.js';

const stores = new PostgresStores(await testDatabase());
runMachinesOn(() => stores.machineDatabase());

describe('crash', async () => void (await import('./crash.test.js')));
