/** What is bounded, on PostgreSQL: see `bounds.ts`. */
import { testDatabase } from '../support/postgres/database.js';
import { PostgresStores } from '../support/postgres/stores.js';
import { exerciseBounds } from './bounds.js';
import type { OpenDatabase } from './bounds.js';

const database = await testDatabase();
const stores = new PostgresStores(database);

exerciseBounds({ openDatabase, longSteps: 1_000 });

function openDatabase(): OpenDatabase {
  const schema = stores.nextSchema();
  return {
    database: {
      open: (ports) => stores.makeIn(schema, ports, { listen: false, connections: 1, pollInterval: 1e15 }),
      discard: () => undefined,
    },
    query: database.query,
    prefix: `"${schema}".`,
  };
}
