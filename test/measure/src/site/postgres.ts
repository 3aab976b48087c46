/** Places on a PostgreSQL server: a database each, so that what the server counts is theirs alone. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import type { Database, Place, Wear } from './place.js';

export async function postgresDatabase(server: string): Promise<Database> {
  const [row] = await ask<{ server_version: string }>(server, 'show server_version');
  return { name: `PostgreSQL ${row?.server_version ?? ''}`.trim(), makePlace: () => makePlace(server) };
}

async function makePlace(server: string): Promise<Place> {
  const name = `waystone_measure_${randomUUID().replaceAll('-', '')}`;
  await ask(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = name;
  const client = new pg.Client({ connectionString: url.href, application_name: 'observer' });
  await client.connect();
  const number = async (text: string, values: readonly unknown[] = []): Promise<number> => {
    const { rows } = await client.query<{ readonly number: string }>(text, [...values]);
    return Number(rows[0]?.number);
  };
  return {
    address: { kind: 'postgres', url: url.href },
    connectionsOf: (applicationName) => number(countConnections, [applicationName]),
    bytes: () => number('select pg_database_size(current_database()) as number'),
    writtenBytes: () => number("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') as number"),
    transactions: () => number(countTransactions),
    changedRows: () => number(countChangedRows),
    serverCpuMs: async (applicationName) => cpuMsOf((await client.query<{ pid: number }>(askProcesses, [applicationName])).rows),
    wear: async () => {
      const { rows } = await client.query<Wear>(askWear);
      return rows[0];
    },
    tidy: async () => void (await client.query('vacuum analyze')),
    discard: async () => {
      await client.end();
      await ask(server, `drop database ${name} with (force)`);
    },
  };
}

const countTransactions = `
  select xact_commit + xact_rollback as number from pg_stat_database where datname = current_database()`;

const countChangedRows = 'select sum(n_tup_ins + n_tup_upd + n_tup_del) as number from pg_stat_user_tables';

const askProcesses = 'select pid from pg_stat_activity where datname = current_database() and application_name = $1';

/** As Linux tells; undefined where it does not, or where the server runs on another machine. */
async function cpuMsOf(processes: readonly { readonly pid: number }[]): Promise<number | undefined> {
  try {
    const times = await Promise.all(processes.map(({ pid }) => cpuMsOfProcess(pid)));
    return times.reduce((sum, ms) => sum + ms, 0);
  } catch {
    return undefined;
  }
}

async function cpuMsOfProcess(pid: number): Promise<number> {
  const [name, times] = await Promise.all(['comm', 'schedstat'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8')));
  if (!name?.startsWith('postgres')) throw new Error(`process ${pid} is not the server's`);
  return Number(times?.split(' ')[0]) / 1e6;
}

const askWear = `
  select n_tup_hot_upd::float / n_tup_upd as "inPlace", pg_total_relation_size(relid)::float as bytes, autovacuum_count::int as vacuums
  from pg_stat_user_tables where relname = 'lanes'`;

const countConnections = `
  select count(*) as number from pg_stat_activity where datname = current_database() and application_name = $1`;

async function ask<Row extends object>(url: string, text: string): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}
