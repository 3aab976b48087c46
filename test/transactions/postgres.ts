/** Homes in PostgreSQL: the store in a schema of its own, the bank in the one where the user's tables go. */
import { postgres } from '@waystone/engine/postgres';
import type { Store } from '@waystone/engine';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { afterEach } from 'vitest';
import type { TestDatabase } from '../support/postgres/database.ts';
import type { PostgresStores } from '../support/postgres/stores.ts';
import type { Bank } from './fixtures/bank.ts';
import { openBank } from './support.ts';
import type { Home } from './support.ts';

export interface PostgresHome extends Home {
  readonly schema: string;
  /** Where the user's tables go by default. */
  readonly url: string;
  /** One more store, in any schema. */
  readonly openIn: (schema: string) => Store;
}

/** Within a test file. */
export function postgresHomes(database: TestDatabase, machines: PostgresStores): () => Promise<PostgresHome> {
  const closes: (() => Promise<void>)[] = [];
  let banks = 0;
  afterEach(async () => {
    for (const close of closes.splice(0).toReversed()) await close();
  });
  return async () => {
    const bank = `bank_${banks++}`;
    await database.query(`create schema ${bank}`);
    const url = `${database.url}?options=${encodeURIComponent(`-c search_path=${bank}`)}`;
    const schema = machines.nextSchema();
    const openIn = (name: string): Store => {
      const store = postgres({ url, schema: name });
      closes.push(() => store.close());
      return store;
    };
    const home: PostgresHome = {
      schema,
      url,
      openIn,
      open: () => openIn(schema),
      caller: () => {
        const caller = new Kysely<Bank>({ dialect: new PostgresDialect({ pool: poolOn(url) }) });
        closes.push(() => caller.destroy());
        return caller;
      },
      machine: {
        open: (ports) => machines.makeIn(schema, ports, { url, listen: false, connections: 1, pollInterval: 1e15 }),
        discard: () => undefined,
      },
    };
    await openBank(home.caller());
    return home;
  };
}

/** A connection that is just ending may hear that its database is dropped. */
function poolOn(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 4 });
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
