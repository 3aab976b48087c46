/** The one write of the bare loop: rows inserted or replaced by key, in one transaction. */
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';

export interface StepRow {
  readonly n: number;
  readonly seq: number;
  readonly envelope: Buffer;
  readonly outcome: Buffer;
}

export interface Writes {
  /** Durable when it resolves. */
  readonly store: (rows: readonly StepRow[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function postgresWrites(url: string, applicationName?: string): Promise<Writes> {
  const client = new pg.Client({ connectionString: url, application_name: applicationName });
  await client.connect();
  await client.query(`
    create table if not exists bare (n bigint primary key, seq int not null, envelope bytea not null, outcome bytea not null)
      with (fillfactor = 40)`);
  return {
    store: async (rows) => {
      const columns = [rows.map(({ n }) => n), rows.map(({ seq }) => seq), rows.map((row) => row.envelope), rows.map((row) => row.outcome)];
      await client.query({ name: 'store', text: storeMany, values: columns });
    },
    close: () => client.end(),
  };
}

const storeMany = `
  insert into bare (n, seq, envelope, outcome)
    select * from unnest($1::bigint[], $2::int[], $3::bytea[], $4::bytea[])
    on conflict (n) do update set seq = excluded.seq, envelope = excluded.envelope, outcome = excluded.outcome`;

export function sqliteWrites(path: string): Promise<Writes> {
  // A file of its own: SQLite lets one process write at a time.
  const database = new DatabaseSync(`${path}.bare`);
  database.exec('pragma journal_mode = wal; pragma synchronous = full');
  database.exec(
    'create table if not exists bare (n integer primary key, seq integer not null, envelope blob not null, outcome blob not null)',
  );
  const one = database.prepare(storeOne);
  const [begin, commit] = [database.prepare('begin immediate'), database.prepare('commit')];
  return Promise.resolve({
    store: (rows) => {
      begin.run();
      for (const { n, seq, envelope, outcome } of rows) one.run(n, seq, envelope, outcome);
      commit.run();
      return Promise.resolve();
    },
    close: () => Promise.resolve(database.close()),
  });
}

const storeOne = `
  insert into bare (n, seq, envelope, outcome) values (?, ?, ?, ?)
    on conflict (n) do update set seq = excluded.seq, envelope = excluded.envelope, outcome = excluded.outcome`;
