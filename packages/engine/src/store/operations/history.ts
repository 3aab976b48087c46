/** Reads the history of an instance, in the order in which its nodes finished. */
import type { HistoryTable } from '../schema.js';
import type { Session } from '../session.js';
import type { HistoryRow } from '../store.js';

export async function history({ db, partition }: Session, instanceId: string): Promise<readonly HistoryRow[]> {
  const rows = await db
    .selectFrom('history')
    .selectAll()
    .where('partition', '=', partition)
    .where('n', '=', ({ selectFrom, lit }) =>
      selectFrom('instances')
        .select('instances.n')
        .where('instances.partition', '=', partition)
        .where('instances.id', '=', instanceId)
        .where('instances.replaced', '=', lit(0)),
    )
    .orderBy('ordinal')
    .execute();
  return rows.map(historyRow);
}

function historyRow(row: HistoryTable): HistoryRow {
  return {
    lane: row.lane,
    seq: row.seq,
    node: row.node,
    attempt: row.attempt,
    worker: row.worker,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    outcome: row.outcome,
    ...(row.envelope && { envelope: row.envelope }),
    ...(row.marks !== null && { marks: row.marks }),
    ...(row.continuation && { continuation: row.continuation }),
  };
}
