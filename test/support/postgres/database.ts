/** A database for one test file, dropped when the file is done; stores get schemas of their own in it. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';

export interface TestDatabase {
  readonly url: string;
  /** The name of a schema that nobody uses yet. */
  readonly nextSchema: () => string;
  readonly query: (text: string, values?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;
  /** Resolves once so many of its statements wait for locks. */
  readonly waiting: (count: number) => Promise<void>;
}

export async function testDatabase(): Promise<TestDatabase> {
  const name = `waystone_test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(inject('postgres'));
  url.pathname = name;
  await once(inject('postgres'), `create database ${name}`);
  const pool = new pg.Pool({ connectionString: url.href, max: 2 });
  pool.on('error', () => undefined);
  // One that is just ending may still hear that its database is dropped.
  pool.on('connect', (client) => client.on('error', () => undefined));
  afterAll(async () => {
    await pool.end();
    await once(inject('postgres'), `drop database ${name} with (force)`);
  }, dropTimeoutMs);
  let schemas = 0;
  const query: TestDatabase['query'] = async (text, values = []) => (await pool.query<Record<string, unknown>>(text, [...values])).rows;
  return {
    url: url.href,
    nextSchema: () => `store_${schemas++}`,
    query,
    waiting: async (count) => {
      while ((await query(waitingForLocks)).length < count);
    },
  };
}

const waitingForLocks = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

/** A database with hundreds of tables takes its time. */
const dropTimeoutMs = 60_000;

async function once(url: string, text: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(text);
  await client.end();
}
