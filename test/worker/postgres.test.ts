/**
 * The tests of workers once more, on PostgreSQL: each machine in a schema of its own. Those of long waits are left to SQLite:
 * they are about the workers' clocks, and every hour takes hundreds of looks at the database.
 */
import { describe } from 'vitest';
import { runMachinesOn } from '../support/machine.js';
import { testDatabase } from '../support/postgres/database.js';
import { PostgresStores } from '../support/postgres/stores.js';

const stores = new PostgresStores(await testDatabase());
runMachinesOn(() => stores.machineDatabase());

describe('at-once', async () => void (await import('./at-once.test.js')));
describe('bad-input', async () => void (await import('./bad-input.test.js')));
describe('copies', async () => void (await import('./copies.test.js')));
describe('cut-off', async () => void (await import('./cut-off.test.js')));
describe('failures', async () => void (await import('./failures.test.js')));
describe('joins', async () => void (await import('./joins.test.js')));
describe('placement', async () => void (await import('./placement.test.js')));
describe('progress', async () => void (await import('./progress.test.js')));
describe('set-aside', async () => void (await import('./set-aside.test.js')));
describe('stop', async () => void (await import('./stop.test.js')));
describe('take-over', async () => void (await import('./take-over.test.js')));
