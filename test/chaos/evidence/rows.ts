/** The rows of the store, read with no help of the engine. Bytes are named by their digest. */
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { selectLaneChanges } from './lane-changes.ts';
import type { LaneChange } from './lane-changes.ts';
import { digestOf } from './lines.ts';

export interface InstanceRow {
  readonly n: number;
  readonly id: string;
  readonly uid: string;
  readonly state: string;
  readonly terminated: number;
  readonly replaced: number;
  readonly outcome: string | null;
  /** Null: a client started it. */
  readonly parent: number | null;
  readonly parent_lane: string | null;
  readonly parent_seq: number | null;
}

export interface HistoryRow {
  readonly n: number;
  readonly ordinal: number;
  readonly lane: string;
  readonly seq: number;
  readonly attempt: number;
  readonly node: string;
  readonly worker: number;
  readonly outcome: string;
  readonly continuation: string | null;
}

export interface Rows {
  readonly instances: readonly InstanceRow[];
  readonly history: readonly HistoryRow[];
  /** In their order, lane by lane. */
  readonly changes: readonly LaneChange[];
  /** What is left beside them: `lanes`, `signals`, `signal_ids`, by instance. */
  readonly left: readonly { readonly table: string; readonly n: number }[];
  /** Rows of an author, in the same database. */
  readonly accounts: readonly { readonly id: string; readonly cents: number }[];
}

/** The lanes of one live instance at some moment of the run. */
export interface Sample {
  readonly id: string;
  readonly lanes: number;
  readonly bytes: number;
}

const leftOver = ['lanes', 'signals', 'signal_ids'].map((table) => `select '${table}' as "table", n from ${table}`).join(' union all ');
const live = `select i.id, count(*) as lanes, sum(coalesce(length(l.envelope), 0)) as bytes
  from lanes l join instances i on i.partition = l.partition and i.n = l.n where i.state = 'live' group by i.id`;

export async function readRows(database: string): Promise<Rows> {
  const [instances, history, changes, left, accounts] = await select(database, [
    'select n, id, uid, state, terminated, replaced, outcome, parent, parent_lane, parent_seq from instances order by n',
    'select n, ordinal, lane, seq, attempt, node, worker, outcome, continuation from history order by ordinal',
    selectLaneChanges,
    leftOver,
    'select id, cents from accounts',
  ]);
  return { instances, history, changes, left, accounts } as unknown as Rows;
}

export async function sampleLive(database: string): Promise<readonly Sample[]> {
  const [samples] = await select(database, [live]);
  return samples as unknown as readonly Sample[];
}

/** {@link sampleLive} of a file that is open. */
export function liveIn(file: DatabaseSync): readonly Sample[] {
  return file.prepare(live).all() as unknown as readonly Sample[];
}

type Row = Readonly<Record<string, unknown>>;

function select(database: string, statements: readonly string[]): Promise<readonly (readonly Row[])[]> {
  return database.startsWith('postgres:') ? selectFromServer(database, statements) : Promise.resolve(selectFromFile(database, statements));
}

function selectFromFile(path: string, statements: readonly string[]): readonly (readonly Row[])[] {
  const file = new DatabaseSync(path, { readOnly: true, timeout: 30_000 });
  try {
    return statements.map((statement) => file.prepare(statement).all().map(plain));
  } finally {
    file.close();
  }
}

async function selectFromServer(address: string, statements: readonly string[]): Promise<readonly (readonly Row[])[]> {
  const client = new pg.Client({ connectionString: address, options: '-c search_path=waystone,public', types });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const results: Row[][] = [];
    for (const statement of statements) results.push((await client.query<Row>(statement)).rows.map(plain));
    return results;
  } finally {
    await client.end();
  }
}

/** Numbers of any width as numbers. */
const types = new pg.TypeOverrides();
for (const wide of [pg.types.builtins.INT8, pg.types.builtins.NUMERIC]) types.setTypeParser(wide, Number);

function plain(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value instanceof Uint8Array ? digestOf(value) : value]));
}
