/** The conformance suite on PostgreSQL, with sessions that last. Without them it runs through a pooler: `postgres-pooler.test.ts`. */
import { testDatabase } from '../support/postgres/database.js';
import { exerciseStore } from './exercise.js';
import { PostgresStores } from '../support/postgres/stores.js';

const stores = new PostgresStores(await testDatabase());

exerciseStore('PostgreSQL', async (ports) => stores.make(ports));
