/** The conformance suite on PostgreSQL, with sessions that last and without. */
import { testDatabase } from '../support/postgres/database.js';
import { exerciseStore } from './exercise.js';
import { PostgresStores } from '../support/postgres/stores.js';

const stores = new PostgresStores(await testDatabase());

exerciseStore('PostgreSQL', async (ports) => stores.make(ports));
exerciseStore('PostgreSQL behind a pooler', async (ports) => stores.make(ports, { listen: false }));
