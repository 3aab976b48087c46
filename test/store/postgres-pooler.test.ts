/** The store through a real PgBouncer in transaction mode, with fewer sessions than the store has connections. */
import { afterAll } from 'vitest';
import { testDatabase } from '../support/postgres/database.js';
import { startPgBouncer } from '../support/postgres/start-server.js';
import { PostgresStores } from '../support/postgres/stores.js';
import { exerciseStore } from './exercise.js';

const database = await testDatabase();
const pooler = await startPgBouncer(database.url);
afterAll(() => pooler.stop());

const stores = new PostgresStores(database);

exerciseStore('PostgreSQL through PgBouncer', async (ports) => stores.make(ports, { url: pooler.url, listen: false }));
