/** The tests of pure tasks once more, on PostgreSQL. */
import { describe } from 'vitest';
import { runMachinesOn } from '../support/machine.js';
import { testDatabase } from '../support/postgres/database.js';
import { PostgresStores } from '../support/postgres/stores.js';

const stores = new PostgresStores(await testDatabase());
runMachinesOn(() => stores.machineDatabase());

describe('pure tasks', async () => void (await import('./pure.test.js')));
