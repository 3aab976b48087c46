/**
 * What the database itself writes down of its lanes: every step of one, and every held one that goes. It tells whose commit took
 * effect, also where nobody lived to see the answer.
 *
 * Always: a change is noted in the transaction that makes it, by triggers, so it is there if and only if that is durable.
 */
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';

export interface LaneChange {
  readonly n: number;
  readonly lane: string;
  /** The claim under which the lane was changed, or with which it was opened. */
  readonly owner: number | null;
  readonly epoch: number;
  /** Steps of the lane before; null: it was opened, having made its first one. */
  readonly seq: number | null;
  /** Failed attempts before. */
  readonly attempt: number | null;
  /** Steps after it; null: the lane is gone. */
  readonly to_seq: number | null;
}

export const selectLaneChanges = 'select n, lane, owner, epoch, seq, attempt, to_seq from lane_changes order by id';

const columns = 'n, lane, owner, epoch, seq, attempt, to_seq';
const opened = 'new.n, new.lane, new.owner, new.epoch, null, null, new.seq';
const stepped = 'old.n, old.lane, old.owner, old.epoch, old.seq, old.attempt, new.seq';
const gone = 'old.n, old.lane, old.owner, old.epoch, old.seq, old.attempt, null';
const table = 'n bigint not null, lane text not null, owner integer, epoch integer not null, seq integer, attempt integer, to_seq integer';

/** Per kind of change, when it counts and what is noted of it. A lane that nobody holds goes with its instance or its join. */
const changes = {
  insert: { when: 'new.seq > 0', noted: opened },
  update: { when: 'new.seq <> old.seq or new.attempt > old.attempt', noted: stepped },
  delete: { when: 'old.owner is not null', noted: gone },
} as const;

type Kind = keyof typeof changes;
const kinds = Object.keys(changes) as readonly Kind[];

function note(kind: Kind, into: string): string {
  return `insert into ${into} (${columns}) values (${changes[kind].noted});`;
}

/** For a file whose layout is there. */
export const noteLaneChangesInFile = [
  `create table lane_changes (id integer primary key, ${table});`,
  ...kinds.map(
    (kind) => `create trigger lane_${kind} after ${kind} on lanes when ${changes[kind].when} begin ${note(kind, 'lane_changes')} end;`,
  ),
].join('\n');

/** Whatever a session's search path is. */
export const tableOnServer = 'public.lane_changes';

/** For a server whose layout is there. */
const noteLaneChangesOnServer = [
  `create table ${tableOnServer} (id bigint generated always as identity, ${table});`,
  ...kinds.map(
    (kind) => `create function public.note_lane_${kind}() returns trigger language plpgsql as $$
      begin ${note(kind, tableOnServer)} return null; end $$;
      create trigger lane_${kind} after ${kind} on waystone.lanes for each row when (${changes[kind].when})
        execute function public.note_lane_${kind}();`,
  ),
].join('\n');

/** From now on. */
export async function noteLaneChanges(database: string): Promise<void> {
  if (database.startsWith('postgres:')) return noteOnServer(database);
  const file = new DatabaseSync(database, { timeout: 30_000 });
  file.exec(noteLaneChangesInFile);
  file.close();
}

async function noteOnServer(address: string): Promise<void> {
  const client = new pg.Client(address);
  await client.connect();
  try {
    await client.query(noteLaneChangesOnServer);
  } finally {
    await client.end();
  }
}
