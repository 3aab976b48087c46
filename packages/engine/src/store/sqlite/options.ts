/** Options of a store on SQLite: checked, and with their defaults. */
import { OptionInvalidError } from '@waystone/core';
import { assertAmong, assertOptionNames } from '../../options.js';
import type { OptionNames } from '../../options.js';
import { systemPorts } from '../../ports.js';
import type { Ports } from '../../ports.js';

/** Options of `sqlite`. */
export interface SqliteOptions {
  /**
   * `full` (default): a step is on the disk before the next begins. `normal`: several times faster alone; the last
   * steps may be lost when the machine loses power (not when the process is killed), and are then done again.
   */
  readonly synchronous?: 'full' | 'normal';
  /** How long to wait for another process's lock before `StoreLockedError`, in milliseconds. Default: 5,000. */
  readonly busyTimeout?: number;
  /** Time and chance; default: the machine's. */
  readonly ports?: Ports;
}

/** {@link SqliteOptions} with the defaults filled in. */
export interface SqliteSettings extends Required<SqliteOptions> {
  /** Path of the file, or `':memory:'`. */
  readonly path: string;
}

export const inMemory = ':memory:';

const names: OptionNames<SqliteOptions> = { synchronous: true, busyTimeout: true, ports: true };

/** @throws OptionInvalidError if an option is not known or has an impossible value. */
export function settingsOf(path: string, options: SqliteOptions): SqliteSettings {
  assertOptionNames(options, names);
  const { synchronous = 'full', busyTimeout = 5_000, ports = systemPorts } = options;
  // SQLite takes nothing for a database that is gone once it is closed.
  if (typeof path !== 'string' || path === '' || path.includes('\u0000'))
    throw new OptionInvalidError('path', `is ${JSON.stringify(path)}; give the path of a file, or '${inMemory}'`);
  const [scheme] = /^[a-z][a-z\d+.-]+:\/\//i.exec(path) ?? [];
  // A password may come after it.
  if (scheme !== undefined)
    throw new OptionInvalidError(
      'path',
      `begins with ${scheme}; give the path of a file, and the address of a PostgreSQL to \`postgres(…)\``,
    );
  assertAmong('synchronous', synchronous, levels);
  if (!Number.isFinite(busyTimeout) || busyTimeout < 0)
    throw new OptionInvalidError('busyTimeout', `is ${JSON.stringify(busyTimeout)}; give a number of milliseconds, at least 0`);
  return { path, synchronous, busyTimeout, ports };
}

const levels: readonly SqliteSettings['synchronous'][] = ['full', 'normal'];
