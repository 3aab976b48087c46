/**
 * Stores on PostgreSQL for tests that own the time. Making a schema takes a while, so one that a store is done with is
 * emptied for the next.
 */
import { afterEach } from 'vitest';
import { createStore } from '../../../packages/engine/src/store/create-store.js';
import { PostgresDialect } from '../../../packages/engine/src/store/postgres/dialect.js';
import { settingsOf } from '../../../packages/engine/src/store/postgres/options.js';
import type { PostgresOptions } from '../../../packages/engine/src/store/postgres/options.js';
import type { Ports } from '../../../packages/engine/src/ports.js';
import type { Store } from '../../../packages/engine/src/store/store.js';
import type { MachineDatabase } from '../machine.js';
import type { TestDatabase } from './database.js';

/** No machine runs for so long. */
const longestPoll = 1e15;

const tables = ['instances', 'lanes', 'signals', 'signal_ids', 'statuses', 'history', 'routes', 'graphs', 'workers'];

export class PostgresStores {
  readonly #free: string[] = [];
  readonly #opened = new Map<Store, string>();

  /** Within a test file: what its tests leave open is closed after each. */
  constructor(private readonly database: TestDatabase) {
    afterEach(async () => {
      for (const store of this.#opened.keys()) await store.close();
    });
  }

  /** A store on an empty schema. */
  make(ports: Ports, options: PostgresOptions = {}): Store {
    return this.makeIn(this.nextSchema(), ports, options);
  }

  /** A schema for the processes of one machine. They hear of each other only when the machine says so. */
  machineDatabase(more: PostgresOptions = {}): MachineDatabase {
    const schema = this.nextSchema();
    const options = { listen: false, connections: 1, pollInterval: longestPoll, ...more };
    return { open: (ports) => this.makeIn(schema, ports, options), discard: () => undefined };
  }

  /** An empty schema, or the name of one that is still to be made. */
  nextSchema(): string {
    return this.#free.pop() ?? this.database.nextSchema();
  }

  /** One more store on that schema. */
  makeIn(schema: string, ports: Ports, options: PostgresOptions = {}): Store {
    const settings = settingsOf({ url: this.database.url, schema, connections: 3, ...options }, ports);
    const store = createStore(new PostgresDialect({ ...settings, clock: () => Math.floor(ports.clock.now()) }), ports);
    const close = store.close.bind(store);
    store.close = async () => {
      await close();
      await this.#leave(store);
    };
    this.#opened.set(store, schema);
    return store;
  }

  /** Who leaves a schema last empties it. */
  async #leave(store: Store): Promise<void> {
    const schema = this.#opened.get(store);
    this.#opened.delete(store);
    if (schema !== undefined && ![...this.#opened.values()].includes(schema)) await this.#empty(schema);
  }

  async #empty(schema: string): Promise<void> {
    const found = await this.database.query('select 1 from information_schema.tables where table_schema = $1 limit 1', [schema]);
    if (found.length > 0) await this.database.query(tables.map((table) => `delete from "${schema}".${table}`).join(';'));
    this.#free.push(schema);
  }
}
