/** Opens the store for one command and closes it whatever happens. */
import { existsSync } from 'node:fs';
import { StoreOutdatedError } from '@waystone/core';
import type { Client, Store } from '@waystone/engine';
import { locateStore, type Location, type StoreOptions } from '../config/locate-store.js';
import { StoreMissingError } from '../errors.js';
import type { Session } from '../session.js';
import { loadEngine } from './engine.js';
import { openStore } from './open-store.js';

/**
 * Runs `use` with the store that the options name. Makes and migrates nothing: throws `StoreMissingError` if there is no store, and
 * `StoreOutdatedError` if it has the layout of an older release.
 */
export async function withStore<T>(session: Session, options: StoreOptions, use: (store: Store) => Promise<T>): Promise<T> {
  const location = await locateStore(session, options);
  assertThere(location);
  const store = await openStore(location, 'look');
  try {
    await assertCurrent(store, location);
    return await use(store);
  } finally {
    await store.close();
  }
}

/** As {@link withStore}, with a client. */
export async function withClient<T>(
  session: Session,
  options: StoreOptions,
  use: (client: Client, store: Store) => Promise<T>,
): Promise<T> {
  return withStore(session, options, async (store) => {
    const { Client } = await loadEngine();
    return use(new Client(store), store);
  });
}

/** Opening a file would make it. */
export function assertThere(location: Location): void {
  if (location.kind === 'file' && !existsSync(location.path)) throw missing(location);
}

async function assertCurrent(store: Store, location: Location): Promise<void> {
  const { where, version, known, pending } = await store.layout();
  if (version === 0) throw missing(location);
  if (pending.length > 0) throw new StoreOutdatedError(where, version, known);
}

function missing({ shownAs }: Location): StoreMissingError {
  return new StoreMissingError(
    `there is no store at ${shownAs}; name one with --store or WAYSTONE_STORE, or make one with \`waystone worker\` or \`waystone migrate\``,
  );
}
