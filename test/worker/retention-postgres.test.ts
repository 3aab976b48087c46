/** What workers delete by themselves, on PostgreSQL: see `retention.ts`. */
import { testDatabase } from '../support/postgres/database.js';
import { PostgresStores } from '../support/postgres/stores.js';
import { exerciseRetention } from './retention.js';

const stores = new PostgresStores(await testDatabase());

exerciseRetention(() => stores.machineDatabase({ connections: 2 }));
