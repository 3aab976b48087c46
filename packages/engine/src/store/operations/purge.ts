/**
 * Deletes instances that have ended, with all that belongs to them.
 *
 * Always: what somebody may still need is left: children whose parents live, parents of living children, and what a lane waits for.
 * One transaction deletes a bounded number of rows, however much history an instance has: of one that has more, the oldest goes
 * first, and the instance itself with the last of it. What somebody else has locked is passed over.
 */
import { sql } from 'kysely';
import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import type { Schema } from '../schema.js';
import type { Session } from '../session.js';
import { integer, statement } from '../statement.js';
import type { Terms } from '../statement.js';
import type { InstanceNumber, Purgeable, Purged, PurgeSearch } from '../store.js';

type InstanceTerms = ExpressionBuilder<Schema, 'instances'>;

/** Bounds what one search reads. */
const mostRead = 10_000;
/** Bounds what one transaction deletes of history. */
const mostHistory = 10_000;

/** Reads a part of the table, and tells where to read on. Locks nothing. */
export async function purgeable(session: Session, search: PurgeSearch): Promise<Purgeable> {
  const { endedBefore, workflows, status, after, limit } = search;
  const last = await lastToRead(session, after);
  const found = await session.db
    .selectFrom('instances')
    .select('n')
    .where('partition', '=', session.partition)
    .where('n', '>', after)
    .where('ended_at', '<', endedBefore)
    .where(isNeededByNobody)
    .$if(last !== undefined, (query) => query.where('n', '<=', last as InstanceNumber))
    .$if(workflows !== undefined, (query) => query.where('workflow', 'in', [...(workflows ?? [])]))
    .$if(status !== undefined, (query) => query.where('state', 'in', [...(status ?? [])]))
    .orderBy('n')
    .limit(limit)
    .execute();
  const next = found.length === limit ? found.at(-1)?.n : last;
  return { instances: found.map(({ n }) => n), ...(next !== undefined && { next }) };
}

/** Undefined: it may read to the end. */
async function lastToRead({ db, partition }: Session, after: InstanceNumber): Promise<InstanceNumber | undefined> {
  const last = await db
    .selectFrom('instances')
    .select('n')
    .where('partition', '=', partition)
    .where('n', '>', after)
    .orderBy('n')
    .offset(mostRead - 1)
    .limit(1)
    .executeTakeFirst();
  return last?.n;
}

export async function purge(session: Session, requests: readonly (readonly InstanceNumber[])[]): Promise<readonly Purged[]> {
  const results: Purged[] = [];
  for (const instances of requests) results.push(await purgeSome(session, instances));
  return results;
}

async function purgeSome(session: Session, instances: readonly InstanceNumber[]): Promise<Purged> {
  const share = Math.max(Math.floor(mostHistory / instances.length), 1);
  const ended = (
    await session.fetchOne(
      lockEnded,
      instances.map((n) => ({ n })),
    )
  ).flatMap((one) => one ?? []);
  const beyond = await session.fetchOne(
    historyBeyond,
    ended.map(({ n }) => ({ n, share })),
  );
  await session.change(
    deleteHistory,
    ended.map(({ n }, index) => ({ n, before: beyond[index]?.ordinal ?? Number.MAX_SAFE_INTEGER })),
  );
  const whole = ended.filter((_, index) => !beyond[index]);
  for (const deletion of [deleteStatuses, deleteSignals, deleteSignalIds, deleteInstance]) await session.change(deletion, whole);
  return { deleted: whole.length, longer: ended.filter((_, index) => beyond[index]).map(({ n }) => n) };
}

function isNeededByNobody({ and, not, exists, selectFrom }: InstanceTerms): ExpressionWrapper<Schema, 'instances', SqlBool> {
  const relatives = selectFrom('instances as its').select('its.n').whereRef('its.partition', '=', 'instances.partition');
  // Looked up for each: planners do not join what has an offset, and may else read all that live or wait.
  const living = relatives.where('its.state', '=', sql.lit('live')).limit(sql.lit(1)).offset(sql.lit(0));
  const waiting = selectFrom('lanes')
    .select('lanes.n')
    .whereRef('lanes.partition', '=', 'instances.partition')
    .limit(sql.lit(1))
    .offset(sql.lit(0));
  return and([
    not(exists(living.whereRef('its.n', '=', 'instances.parent'))),
    not(exists(living.whereRef('its.parent', '=', 'instances.n'))),
    not(exists(waiting.whereRef('lanes.child', '=', 'instances.n'))),
  ]);
}

const numberColumns = { n: integer };
type NumberTerms = Terms<typeof numberColumns>;

const lockEnded = statement(
  numberColumns,
  ({ db, row, here, capabilities }) => {
    const query = db
      .selectFrom('instances')
      .select('n')
      .where('partition', '=', here)
      .where('n', '=', row.n)
      .where('state', '<>', sql.lit('live'))
      .where(isNeededByNobody);
    return capabilities.skipLocked ? query.forUpdate('instances').skipLocked() : query;
  },
  ['n'],
);

/** The oldest that stays if so many are deleted. */
const historyBeyond = statement({ n: integer, share: integer }, ({ db, row, here }) =>
  db
    .selectFrom('history')
    .select('ordinal')
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .orderBy('ordinal')
    .limit(sql.lit(1))
    .offset(row.share),
);

const deleteHistory = statement({ n: integer, before: integer }, ({ db, row, here }) =>
  db.deleteFrom('history').where('partition', '=', here).where('n', '=', row.n).where('ordinal', '<', row.before),
);

function deletionFrom(table: 'statuses' | 'signals' | 'signal_ids' | 'instances') {
  return statement(numberColumns, ({ db, row, here }: NumberTerms) =>
    db.deleteFrom(table).where('partition', '=', here).where('n', '=', row.n),
  );
}

const deleteStatuses = deletionFrom('statuses');
const deleteSignals = deletionFrom('signals');
const deleteSignalIds = deletionFrom('signal_ids');
const deleteInstance = deletionFrom('instances');
