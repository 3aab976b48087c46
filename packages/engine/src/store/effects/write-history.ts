/** Appends the history of steps, and trims it where a workflow keeps only its last rows. */
import { sql } from 'kysely';
import type { Numbering } from '../dialect.js';
import type { HistoryTable } from '../schema.js';
import type { Session } from '../session.js';
import { beside, bytes, integer, numbered, optional, statement, text, word } from '../statement.js';
import type { Terms } from '../statement.js';
import type { Fence, FirstStep, HistoryEntry, StepCommit } from '../store.js';

/** One row per step that has a history entry, in this order. */
export async function writeHistory(session: Session, steps: readonly StepCommit[], ordinalOf: Numbering): Promise<void> {
  const written = steps.flatMap(({ fence, history }, index) =>
    history ? [{ ...historyOf(fence, history), ordinal: ordinalOf(index) }] : [],
  );
  await session.change(appendHistory, written);
}

/** The steps that lanes made before they were opened. */
export async function writeFirstSteps(session: Session, lanes: readonly OpenedLane[]): Promise<void> {
  const told = firstSteps(lanes);
  if (told.length === 0) return;
  const ordinalOf = await session.take('ordinal', told.length);
  await session.change(
    appendHistory,
    told.map((row, index) => ({ ...row, ordinal: ordinalOf(index) })),
  );
}

export interface OpenedLane extends Pick<Fence, 'n' | 'lane' | 'owner'> {
  readonly first: FirstStep | undefined;
}

/** What history says of the steps that lanes made before they were opened. */
export function firstSteps(lanes: readonly OpenedLane[]) {
  return lanes.flatMap(({ n, lane, owner, first }) => (first?.history ? [historyOf({ n, lane, owner, seq: 0 }, first.history)] : []));
}

/** Leaves only the last rows of the instances whose steps say so. */
export async function trimHistory(session: Session, steps: readonly StepCommit[]): Promise<void> {
  const trimmed = steps.flatMap(({ fence: { n }, historyLimit: limit }) => (limit === undefined ? [] : [{ n, limit }]));
  await session.change(deleteOldest, trimmed);
}

/** What a row says of a step, but for its place in the order. */
export function historyOf({ n, lane, seq, owner }: Omit<Fence, 'epoch'>, entry: HistoryEntry) {
  return {
    n,
    lane,
    seq,
    worker: owner,
    attempt: entry.attempt,
    node: entry.node,
    startedAt: entry.startedAt,
    endedAt: entry.endedAt,
    outcome: entry.outcome,
    marks: entry.marks ?? null,
    envelope: entry.envelope ?? null,
    continuation: entry.continuation ?? null,
  };
}

export const historyColumns = {
  n: integer,
  lane: text,
  seq: integer,
  worker: integer,
  attempt: integer,
  node: text,
  startedAt: integer,
  endedAt: integer,
  outcome: word<HistoryTable['outcome']>(),
  marks: optional(text),
  envelope: optional(bytes),
  continuation: optional(bytes),
};

const columns = { ...historyColumns, ordinal: integer };

export function insertHistory({ db, row, here }: Terms<typeof columns>) {
  return db.insertInto('history').values({
    partition: here,
    n: row.n,
    ordinal: row.ordinal,
    lane: row.lane,
    seq: row.seq,
    attempt: row.attempt,
    node: row.node,
    worker: row.worker,
    started_at: row.startedAt,
    ended_at: row.endedAt,
    outcome: row.outcome,
    marks: row.marks,
    envelope: row.envelope,
    continuation: row.continuation,
  });
}

const appendHistory = statement(columns, insertHistory);

/** History that comes with steps, of which each may bring several rows. */
export const tellSteps = beside({ ...historyColumns, ordinal: numbered('ordinal') }, insertHistory);

const deleteOldest = statement({ n: integer, limit: integer }, ({ db, row, here }) =>
  db
    .deleteFrom('history')
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('ordinal', '<=', ({ selectFrom }) =>
      selectFrom('history as kept')
        .select('kept.ordinal')
        .where('kept.partition', '=', here)
        .where('kept.n', '=', row.n)
        .orderBy('kept.ordinal', 'desc')
        .limit(sql.lit(1))
        .offset(row.limit),
    ),
);
