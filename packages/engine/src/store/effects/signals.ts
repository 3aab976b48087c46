/**
 * Signals between their arrival and their receipt.
 *
 * Always: after a transaction no lane waits at rest for a name of which a signal is unassigned. The oldest signal goes
 * to the lane that began to wait first. A signal is deleted by the step that received it and by the end of its instance.
 */
import { sql } from 'kysely';
import type { Session } from '../session.js';
import { bytes, integer, statement, text } from '../statement.js';
import type { Terms } from '../statement.js';
import type { InstanceNumber, SignalInput } from '../store.js';

export interface ArrivingSignal {
  readonly n: InstanceNumber;
  readonly signal: SignalInput;
}

/** Lanes of instance `n` that wait for signals called `name`. */
export interface SignalWait {
  readonly n: InstanceNumber;
  readonly name: string;
}

interface StoredSignal {
  readonly n: InstanceNumber;
  readonly sid: number;
}

/** Stores what arrives, in this order. Tells of each whether it was stored; false: a duplicate. */
export async function storeSignals(session: Session, arriving: readonly ArrivingSignal[]): Promise<readonly boolean[]> {
  const isNew = await rememberIds(session, arriving);
  const accepted = arriving.filter((_, index) => isNew[index]);
  if (accepted.length === 0) return isNew;
  const sidOf = await session.take('ordinal', accepted.length);
  await session.change(
    insertSignal,
    accepted.map(({ n, signal }, index) => ({
      n,
      sid: sidOf(index),
      name: signal.name,
      now: session.now,
      envelope: signal.envelope,
    })),
  );
  return isNew;
}

async function rememberIds(session: Session, arriving: readonly ArrivingSignal[]): Promise<readonly boolean[]> {
  const named = arriving.flatMap(({ n, signal }) => (signal.id === undefined ? [] : [{ n, name: signal.name, id: signal.id }]));
  const remembered = (await session.apply(rememberSignalId, named)).values();
  return arriving.map(({ signal }) => signal.id === undefined || remembered.next().value === true);
}

/** Assigns signals to lanes that wait for them, as long as there are both. */
export async function matchSignals(session: Session, waits: readonly SignalWait[]): Promise<void> {
  let open = distinct(waits);
  while (open.length > 0) open = await assignOnce(session, open);
}

/** One signal for one lane of each wait. Gives the waits that had both, and have another signal. */
async function assignOnce(session: Session, waits: readonly SignalWait[]): Promise<readonly SignalWait[]> {
  const waiting = await session.fetchOne(firstWaiting, waits);
  const pairs = waits.flatMap((wait, index) => {
    const { lane, sid = null, next = null } = waiting[index] ?? {};
    return lane === undefined || sid === null ? [] : [{ ...wait, lane, sid, hasMore: next !== null, now: session.now }];
  });
  await session.change(giveToLane, pairs);
  await session.change(markAssigned, pairs);
  if (pairs.length > 0) session.notify({ kind: 'ready' });
  return pairs.filter(({ hasMore }) => hasMore);
}

/** Gives back signals that were assigned to lanes that no longer wait for them. */
export async function returnSignals(session: Session, signals: readonly StoredSignal[]): Promise<void> {
  await session.change(markUnassigned, signals);
}

/** Deletes signals that were received. */
export async function consumeSignals(session: Session, signals: readonly StoredSignal[]): Promise<void> {
  await session.change(dropSignal, signals);
}

function distinct(waits: readonly SignalWait[]): readonly SignalWait[] {
  return [...new Map(waits.map((wait) => [`${wait.n} ${wait.name}`, wait])).values()];
}

const rememberSignalId = statement(
  { n: integer, name: text, id: text },
  ({ db, row, here }) =>
    db
      .insertInto('signal_ids')
      .values({ partition: here, n: row.n, name: row.name, id: row.id })
      .onConflict((conflict) => conflict.doNothing()),
  ['n', 'name', 'id'],
);

const insertSignal = statement({ n: integer, sid: integer, name: text, now: integer, envelope: bytes }, ({ db, row, here }) =>
  db.insertInto('signals').values({
    partition: here,
    n: row.n,
    sid: row.sid,
    name: row.name,
    assigned: sql.lit(0),
    sent_at: row.now,
    envelope: row.envelope,
  }),
);

const waitColumns = { n: integer, name: text };

/** The lane that began to wait first, and the two oldest signals that it may get. */
const firstWaiting = statement(waitColumns, (terms) => {
  const { db, row, here, capabilities } = terms;
  const query = db
    .selectFrom('lanes')
    .select(['lane', buffered(terms).as('sid'), buffered(terms).offset(sql.lit(1)).as('next')])
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('signal', '=', row.name)
    .where('sid', 'is', null)
    .where('owner', 'is', null)
    .where('request', '<>', sql.lit('cancel'))
    .orderBy('ordinal')
    .limit(sql.lit(1));
  // One that is being claimed is waited for, and then is none that waits.
  return capabilities.rowLocks ? query.forUpdate() : query;
});

function buffered({ db, row, here }: Terms<typeof waitColumns>) {
  return db
    .selectFrom('signals')
    .select('signals.sid')
    .where('signals.partition', '=', here)
    .where('signals.n', '=', row.n)
    .where('signals.name', '=', row.name)
    .where('signals.assigned', '=', sql.lit(0))
    .orderBy('sid')
    .limit(sql.lit(1));
}

const giveToLane = statement({ n: integer, lane: text, sid: integer, now: integer }, ({ db, row, here }) =>
  db
    .updateTable('lanes')
    .set({ sid: row.sid, due: sql`case when due is null or due > ${row.now} then ${row.now} else due end` })
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('lane', '=', row.lane),
);

const markAssigned = statement({ n: integer, sid: integer }, ({ db, row, here }) =>
  db
    .updateTable('signals')
    .set({ assigned: sql.lit(1) })
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('sid', '=', row.sid),
);

const markUnassigned = statement({ n: integer, sid: integer }, ({ db, row, here }) =>
  db
    .updateTable('signals')
    .set({ assigned: sql.lit(0) })
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('sid', '=', row.sid),
);

const signalColumns = { n: integer, sid: integer };

export function deleteSignal({ db, row, here }: Terms<typeof signalColumns>) {
  return db.deleteFrom('signals').where('partition', '=', here).where('n', '=', row.n).where('sid', '=', row.sid);
}

const dropSignal = statement(signalColumns, deleteSignal);
