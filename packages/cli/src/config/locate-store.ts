/**
 * Which store a command works on: `--store`, else WAYSTONE_STORE, else `store` of the configuration, else DATABASE_URL if that names a
 * PostgreSQL, else `./waystone.db`.
 * Always: what a location is shown as has no password in it.
 */
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { PostgresOptions } from '@waystone/engine/postgres';
import { UsageError } from '../errors.js';
import type { Session } from '../session.js';
import type { WaystoneConfig } from './config.js';
import { loadProject } from './load-config.js';

export interface StoreOptions {
  readonly store?: string;
}

/** Where a store is, whether or not it exists. */
export type Location = FileLocation | ServerLocation;

export interface FileLocation {
  readonly kind: 'file';
  /** Absolute. */
  readonly path: string;
  /** As whoever named it wrote it, or relative to the current folder. */
  readonly shownAs: string;
}

export interface ServerLocation {
  readonly kind: 'server';
  readonly options: PostgresOptions;
  /** Its address without the password. */
  readonly shownAs: string;
}

const defaultStore = 'waystone.db';
const inMemory = ':memory:';

/** Throws {@link UsageError} if what was named cannot be a store. */
export async function locateStore({ env, cwd }: Session, options: StoreOptions): Promise<Location> {
  const named = options.store ?? (env['WAYSTONE_STORE'] || undefined);
  if (named !== undefined && !isServer(named)) return { kind: 'file', path: resolve(cwd, assertPath(named)), shownAs: named };
  const { root, config } = await loadProject(cwd);
  if (named !== undefined) return server({ ...serverOf(config), url: named });
  const url = ambientUrl(env);
  if (typeof config.store === 'object') return server({ ...(url !== undefined && { url }), ...config.store });
  if (config.store !== undefined) return isServer(config.store) ? server({ url: config.store }) : file(config.store, { root, cwd });
  if (url === undefined) return { kind: 'file', path: join(cwd, defaultStore), shownAs: defaultStore };
  return { ...server({ url }), shownAs: `${withoutSecrets(url)} (DATABASE_URL)` };
}

/** What the configuration says about its PostgreSQL besides the address, such as the schema, holds for others of the same layout. */
function serverOf({ store }: WaystoneConfig): PostgresOptions {
  return typeof store === 'object' ? store : {};
}

function file(store: string, { root, cwd }: { readonly root: string; readonly cwd: string }): FileLocation {
  const path = resolve(root, assertPath(store));
  return { kind: 'file', path, shownAs: isAbsolute(store) ? store : relative(cwd, path) };
}

/** Other programs use DATABASE_URL too: one that leads to another kind of database says nothing about the store. */
function ambientUrl({ DATABASE_URL: url }: NodeJS.ProcessEnv): string | undefined {
  return url !== undefined && isServer(url) ? url : undefined;
}

function server(options: PostgresOptions): ServerLocation {
  return { kind: 'server', options, shownAs: options.url === undefined ? 'the PostgreSQL of PGHOST' : withoutSecrets(options.url) };
}

/** Parameters may be secrets too. */
function withoutSecrets(url: string): string {
  const { username, host, pathname } = parse(url);
  return `postgres://${username === '' ? '' : `${username}@`}${host}${pathname}`;
}

function parse(url: string): URL {
  const parsed = URL.parse(url);
  if (parsed !== null) return parsed;
  throw new UsageError(
    'the address of the PostgreSQL cannot be read; write postgres://user:password@host:5432/database, with % codes for special characters of the password (@ is %40, # is %23)',
  );
}

function isServer(store: string): boolean {
  return /^postgres(ql)?:\/\//i.test(store);
}

function assertPath(store: string): string {
  if (store === inMemory) throw new UsageError(`a store in memory ends with its process; name a file`);
  const [scheme] = /^[a-z][a-z\d+.-]+:\/\//i.exec(store) ?? [];
  if (scheme === undefined) return store;
  throw new UsageError(`a store is a SQLite file, e.g. orders.db, or a PostgreSQL, e.g. postgres://user@host/orders; ${scheme} is neither`);
}
