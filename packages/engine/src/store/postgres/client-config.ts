/** How connections to PostgreSQL are made, and what their answers mean. */
import { assert, OptionInvalidError } from '@waystone/core';
import pg from 'pg';
import type { ClientConfig, PoolConfig } from 'pg';
import type { PostgresSettings } from './options.js';
import { fromStored } from './text.js';

/** How much longer than the server this side waits for an answer, before it takes the connection for dead. */
const answerGraceMs = 5_000;
/** After how long without a word the network is asked whether the other side is still there. */
const keepAliveMs = 10_000;

/** By object id of the type. */
const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  17: bytesOf,
  20: integerOf,
  25: fromStored,
};

const types: NonNullable<ClientConfig['types']> = {
  getTypeParser: (oid: number) => (parsers[oid] ?? pg.types.getTypeParser(oid, 'text')) as never,
};

/** Milliseconds and counters, far below 2⁵³. */
function integerOf(text: string): number {
  const value = Number(text);
  assert(Number.isSafeInteger(value), `${text} is no number that the store writes`);
  return value;
}

/** From `\\x` and two digits a byte. */
function bytesOf(text: string): Uint8Array {
  const { buffer, byteOffset, byteLength } = Buffer.from(text.slice(2), 'hex');
  return new Uint8Array(buffer, byteOffset, byteLength);
}

export function clientConfig(settings: PostgresSettings): PoolConfig {
  return {
    ...(settings.url !== undefined && { connectionString: settings.url }),
    ...(settings.ssl !== undefined && { ssl: settings.ssl }),
    application_name: settings.applicationName,
    connectionTimeoutMillis: settings.connectTimeout,
    query_timeout: settings.statementTimeout + answerGraceMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveMs,
    types,
    Client: clientClass(settings),
  };
}

/** A connection of its own, beside those of a pool. */
export function createClient(settings: PostgresSettings): pg.Client {
  const client = new (clientClass(settings))(clientConfig(settings));
  // One that breaks tells whoever uses it.
  client.on('error', () => undefined);
  return client;
}

/** An address says that there is no password if it has none; who gave the option wants that asked. */
function clientClass({ password }: PostgresSettings): typeof pg.Client {
  if (!password) return pg.Client;
  return class extends pg.Client {
    constructor(config?: string | ClientConfig) {
      super(config);
      Object.assign(this, { password });
    }
  };
}

/**
 * What messages call the database.
 *
 * @throws OptionInvalidError if nothing can be where the address, or the environment, says.
 */
export function describeServer(settings: PostgresSettings): string {
  const { host, port, database } = readAddress(settings);
  if (host.includes('\u0000')) throw new OptionInvalidError('url', 'names a host with the character NUL; give one without');
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new OptionInvalidError('url', 'or PGPORT names a port that is none; give a whole number from 1 to 65535');
  return `PostgreSQL database '${database ?? ''}' on ${host}:${port}`;
}

/** `pg` reads it, and the files of certificates that it names. */
function readAddress(settings: PostgresSettings): pg.Client {
  try {
    return createClient(settings);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new OptionInvalidError(
      'url',
      `cannot be used: ${problem}; give postgres://user:password@host:5432/database, with % codes for special characters of the password`,
    );
  }
}
