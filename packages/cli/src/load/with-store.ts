/** Opens the store for one command and closes it whatever happens. */
import type { Client, Store } from '@waystone/engine';
import { locateExistingStore, type StoreOptions } from '../config/locate-store.js';
import type { Session } from '../session.js';
import { loadEngine } from './engine.js';

/** Runs `use` with the store that the options name. Throws `StoreMissingError` if there is none. */
export async function withStore<T>(session: Session, options: StoreOptions, use: (store: Store) => Promise<T>): Promise<T> {
  const path = await locateExistingStore(session, options);
  const { sqlite } = await loadEngine();
  const store = sqlite(path);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** As {@link withStore}, with a client. */
export async function withClient<T>(session: Session, options: StoreOptions, use: (client: Client) => Promise<T>): Promise<T> {
  return withStore(session, options, async (store) => {
    const { Client } = await loadEngine();
    return use(new Client(store));
  });
}
