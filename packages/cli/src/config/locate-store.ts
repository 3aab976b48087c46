/** Which store a command works on: `--store`, else WAYSTONE_STORE, else the configuration, else `./waystone.db`. */
import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { StoreMissingError, UsageError } from '../errors.js';
import type { Session } from '../session.js';
import { loadProject } from './load-config.js';

export interface StoreOptions {
  readonly store?: string;
}

const defaultStore = 'waystone.db';
const inMemory = ':memory:';

interface Location {
  /** Absolute. */
  readonly path: string;
  /** As whoever named it wrote it, or relative to the current folder. */
  readonly shownAs: string;
}

/** Where the store is, whether or not it exists. */
export async function locateStore({ env, cwd }: Session, options: StoreOptions): Promise<Location> {
  const named = options.store ?? env['WAYSTONE_STORE'];
  if (named !== undefined) return { path: resolve(cwd, assertPath(named)), shownAs: named };
  const { root, config } = await loadProject(cwd);
  if (config.store === undefined) return { path: join(cwd, defaultStore), shownAs: defaultStore };
  const path = resolve(root, assertPath(config.store));
  return { path, shownAs: isAbsolute(config.store) ? config.store : relative(cwd, path) };
}

/** As {@link locateStore}, for commands that look at what is there. Throws {@link StoreMissingError}. */
export async function locateExistingStore(session: Session, options: StoreOptions): Promise<string> {
  const { path, shownAs } = await locateStore(session, options);
  if (existsSync(path)) return path;
  throw new StoreMissingError(
    `there is no store at ${shownAs}; name one with --store <path> or WAYSTONE_STORE, or make one with \`waystone worker\``,
  );
}

function assertPath(store: string): string {
  if (store === inMemory) throw new UsageError(`a store in memory ends with its process; name a file`);
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(store))
    throw new UsageError(`'${store}' is not a path; a store is a SQLite file, e.g. --store orders.db`);
  return store;
}
