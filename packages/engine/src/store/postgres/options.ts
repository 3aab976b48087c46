/** Options of a store on PostgreSQL. */
import { OptionInvalidError } from '@waystone/core';
import type { ConnectionOptions } from 'node:tls';
import { assertOptionNames, assertText } from '../../options.js';
import type { OptionNames } from '../../options.js';
import type { Instant, Ports } from '../../ports.js';

/** Where the PostgreSQL is, and how it is used. */
export interface PostgresOptions {
  /**
   * Address, e.g. `'postgres://worker:secret@db.example.com:5432/orders?sslmode=verify-full'`. Default: what the
   * environment says (`PGHOST`, `PGPORT`, `PGUSER`, `PGPASSWORD`, `PGDATABASE`, `PGSSLMODE`).
   */
  readonly url?: string;
  /** Asked for every new connection, for passwords that change. Default: the one of `url` or `PGPASSWORD`. */
  readonly password?: () => string | Promise<string>;
  /** TLS, as `node:tls` takes it; `true`: with the authorities that Node knows. Default: what `url` says. */
  readonly ssl?: boolean | ConnectionOptions;
  /** Schema that holds all tables; made if it is not there and the user may. Letters count as they are written. Default: `'waystone'`. */
  readonly schema?: string;
  /** Connections at most, besides the one that listens. Default: 5. */
  readonly connections?: number;
  /** Connections at most, besides those, for the transactions of transactional tasks; made when they are needed. Default: 5. */
  readonly taskConnections?: number;
  /** Longest time for a new connection, in milliseconds. Default: 10,000. */
  readonly connectTimeout?: number;
  /** Longest time for a statement, waiting for locks included, in milliseconds. Default: 30,000. */
  readonly statementTimeout?: number;
  /**
   * Whether sessions last: `LISTEN`, prepared statements, settings of a session. Default: true. `false` is for poolers in
   * transaction mode (PgBouncer); what other processes do is then found out by asking every `pollInterval`; those that
   * listen hear of this one all the same. If it is left out there, the first use throws `StoreSessionError`, or a later one.
   */
  readonly listen?: boolean;
  /** How often to ask whether other processes wrote, in milliseconds. Default: 10,000, as the safety net; without `listen` 1,000. */
  readonly pollInterval?: number;
  /** What the server's statistics call this program. Default: `'waystone'`. */
  readonly applicationName?: string;
  /** Time and chance; default: the machine's. Stored times are the database's in any case. */
  readonly ports?: Ports;
}

/** {@link PostgresOptions} with the defaults filled in. */
export interface PostgresSettings
  extends Required<Omit<PostgresOptions, 'url' | 'password' | 'ssl'>>, Pick<PostgresOptions, 'url' | 'password' | 'ssl'> {
  /** Takes the place of the database's clock, for tests that own the time. */
  readonly clock?: () => Instant;
}

const names: OptionNames<PostgresOptions> = {
  url: true,
  password: true,
  ssl: true,
  schema: true,
  connections: true,
  taskConnections: true,
  connectTimeout: true,
  statementTimeout: true,
  listen: true,
  pollInterval: true,
  applicationName: true,
  ports: true,
};

/** @throws OptionInvalidError */
export function settingsOf(options: PostgresOptions, ports: Ports): PostgresSettings {
  assertOptionNames(options, names);
  const { listen = true } = options;
  const settings = {
    schema: 'waystone',
    connections: 5,
    taskConnections: 5,
    connectTimeout: 10_000,
    statementTimeout: 30_000,
    pollInterval: listen ? 10_000 : 1_000,
    applicationName: 'waystone',
    ...definedOf(options),
    listen,
    ports,
  };
  checkSchema(settings.schema);
  if (settings.url !== undefined) checkUrl(settings.url);
  if (settings.applicationName !== undefined) assertText('applicationName', settings.applicationName);
  for (const name of ['connections', 'taskConnections'] as const) checkNumber(name, settings[name], 'connections');
  for (const name of ['connectTimeout', 'statementTimeout'] as const) checkNumber(name, settings[name], 'milliseconds');
  checkNumber('pollInterval', settings.pollInterval, 'milliseconds', Number.MAX_SAFE_INTEGER);
  return settings;
}

/** What comes from the environment may be there and undefined. */
function definedOf(options: PostgresOptions): PostgresOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** `pg` reads anything as an address of some server. A password may be part of it, so it is not told. */
function checkUrl(url: string): void {
  assertText('url', url);
  if (/^(?:postgres(?:ql)?:|socket:|\/)/i.test(url)) return;
  throw new OptionInvalidError(
    'url',
    'is no address of a PostgreSQL; give postgres://user:password@host:5432/database, or leave it out for the one that PGHOST and its like name',
  );
}

/** The server's limit for names, in bytes; it would cut off the rest in silence. */
const longestName = 63;

function checkSchema(schema: string): void {
  assertText('schema', schema);
  const bytes = Buffer.byteLength(schema);
  if (bytes === 0 || bytes > longestName || schema.includes('\u0000'))
    throw new OptionInvalidError('schema', `is ${JSON.stringify(schema)}; give a name of 1 to ${longestName} bytes`);
  if (schema.startsWith('pg_')) throw new OptionInvalidError('schema', `is '${schema}'; names that begin with pg_ are the server's own`);
}

/** The server's limit for settings. */
const greatest = 2 ** 31 - 1;

function checkNumber(name: keyof PostgresOptions, value: number, unit: string, most = greatest): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new OptionInvalidError(name, `is ${String(value)}; give a whole number of ${unit}, at least 1`);
}
