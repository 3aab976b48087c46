/** `@waystone/engine/postgres`: the store in a PostgreSQL database. */
import { systemPorts } from './ports.js';
import { createStore } from './store/create-store.js';
import { PostgresDialect } from './store/postgres/dialect.js';
import { settingsOf } from './store/postgres/options.js';
import type { PostgresOptions } from './store/postgres/options.js';
import type { Store } from './store/store.js';

export type { PostgresOptions } from './store/postgres/options.js';

/**
 * A store in a PostgreSQL database (13 to 18), in a schema of its own that is made if it is not there. Any number of
 * processes on any number of machines may use one database. Needs the package `pg`. Connects with the first use; close it
 * when it is no longer used.
 *
 * @throws {OptionInvalidError} if an option has an impossible value. The first use throws `StoreConnectionError`,
 * `StoreAccessError`, `StoreSessionError`, `StoreForeignError` or `StoreNewerError` if the database cannot be used.
 * @example
 * const store = postgres('postgres://worker:secret@db.example.com/orders');
 * const worker = new Worker({ store, workflows: [workflows.order(new OrderWorkflow())] });
 */
export function postgres(options: string | PostgresOptions = {}): Store {
  const { ports = systemPorts, ...rest } = typeof options === 'string' ? { url: options } : options;
  return createStore(new PostgresDialect(settingsOf(rest, ports)), ports);
}
