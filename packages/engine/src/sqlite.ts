/** `@waystone/engine/sqlite`: the store in a SQLite file or in memory. */
import { createStore } from './store/create-store.js';
import { SqliteDialect } from './store/sqlite/dialect.js';
import { settingsOf } from './store/sqlite/options.js';
import type { SqliteOptions } from './store/sqlite/options.js';
import type { Store } from './store/store.js';

export type { SqliteOptions } from './store/sqlite/options.js';

/**
 * A store in the SQLite file at `path`, which is made with its folder if it is not there; `':memory:'` keeps it in
 * this process. Any number of processes may use one file. Opens with the first use; close it when it is no longer used.
 *
 * @throws `OptionInvalidError` if an option has an impossible value; the first use throws `StorePathError`, `StoreCorruptError`, `StoreForeignError`,
 * `StoreNewerError`, `StoreReadOnlyError` or `StoreLockedError` if the file cannot be used.
 * @example
 * const store = sqlite('orders.db');
 * const worker = new Worker({ store, workflows: [workflows.order(new OrderWorkflow())] });
 */
export function sqlite(path: string, options: SqliteOptions = {}): Store {
  const settings = settingsOf(path, options);
  return createStore(new SqliteDialect(settings), settings.ports);
}
