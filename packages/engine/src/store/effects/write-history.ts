/** Appends the history of steps, and trims it where a workflow keeps only its last rows. */
import { sql } from 'kysely';
import type { Numbering } from '../dialect.js';
import type { HistoryTable } from '../schema.js';
import type { Session } from '../session.js';
import { bytes, integer, optional, statement, text, word } from '../statement.js';
import type { StepCommit } from '../store.js';

/** One row per step that has a history entry, in this order. */
export async function writeHistory(session: Session, steps: readonly StepCommit[], ordinalOf: Numbering): Promise<void> {
  const written = steps.flatMap((step, index) => (step.history ? [historyRow(step, step.history, ordinalOf(index))] : []));
  await session.change(appendHistory, written);
  const trimmed = steps.flatMap(({ fence: { n }, historyLimit: limit }) => (limit === undefined ? [] : [{ n, limit }]));
  await session.change(trimHistory, trimmed);
}

function historyRow({ fence }: StepCommit, entry: NonNullable<StepCommit['history']>, ordinal: number) {
  return {
    n: fence.n,
    ordinal,
    lane: fence.lane,
    seq: fence.seq,
    attempt: entry.attempt,
    node: entry.node,
    worker: fence.owner,
    startedAt: entry.startedAt,
    endedAt: entry.endedAt,
    outcome: entry.outcome,
    marks: entry.marks ?? null,
    envelope: entry.envelope ?? null,
    continuation: entry.continuation ?? null,
  };
}

const appendHistory = statement(
  {
    n: integer,
    ordinal: integer,
    lane: text,
    seq: integer,
    attempt: integer,
    node: text,
    worker: integer,
    startedAt: integer,
    endedAt: integer,
    outcome: word<HistoryTable['outcome']>(),
    marks: optional(text),
    envelope: optional(bytes),
    continuation: optional(bytes),
  },
  ({ db, row, here }) =>
    db.insertInto('history').values({
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
    }),
);

const trimHistory = statement({ n: integer, limit: integer }, ({ db, row, here }) =>
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
