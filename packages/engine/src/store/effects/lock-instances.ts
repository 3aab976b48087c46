/**
 * The lock of an instance: whoever may change more of it than one lane at work keeps its row until the transaction ends.
 *
 * Always: a transaction locks the instances that it knows of before anything else, in the order of their numbers, and
 * lanes after their instance. So a signal and a lane that begins to wait, a cancel and a fork, the ends of two lanes of a
 * fork see each other, whatever the order. Where a transaction that writes is alone there is nothing to lock. Whoever
 * does not wait for a lock is kept from going on by no one.
 */
import { sql } from 'kysely';
import type { Session } from '../session.js';
import { integer, statement, text } from '../statement.js';
import type { Terms } from '../statement.js';
import type { InstanceNumber, InstanceState } from '../store.js';
import { relativesOf } from './relatives.js';

export type InstanceRef = ({ readonly id: string } | { readonly n: InstanceNumber }) & {
  /** What is done to it may reach its children and those that wait for it; absent: only itself. */
  readonly spreads?: boolean;
};

/** Waits until nobody else has one of them. */
export async function lockInstances(session: Session, refs: readonly InstanceRef[]): Promise<void> {
  if (!session.capabilities.rowLocks || refs.length === 0) return;
  const reached = await reach(session, refs);
  await session.fetch(lockInstance, distinct(refs.flatMap(reached)));
}

/** Waits for nobody. Gives of each whether all the instances that it reaches are locked now. */
export async function lockFreeInstances<Asked>(
  session: Session,
  batch: readonly Asked[],
  reachOf: (asked: Asked) => readonly InstanceRef[],
): Promise<readonly boolean[]> {
  const reaches = session.capabilities.rowLocks ? batch.map(reachOf) : [];
  const refs = reaches.flat();
  if (refs.length === 0) return batch.map(() => true);
  if (refs.every(isNamed)) return lockFreeNamed(session, reaches as readonly (readonly Named[])[]);
  const reached = await reach(session, refs);
  const wanted = distinct(refs.flatMap(reached));
  const locked = await session.fetchOne(lockIfFree, wanted);
  const taken = new Set(wanted.filter((_, index) => !locked[index]).map(({ n }) => n));
  return reaches.map((own) => own.flatMap(reached).every((n) => !taken.has(n)));
}

/** Reaches itself alone. */
type Named = Extract<InstanceRef, { readonly id: string }>;

function isNamed(ref: InstanceRef): boolean {
  return 'id' in ref && ref.spreads !== true;
}

/** What reaches only what it names is found and locked at once, and then is known to whoever asks for it first. */
async function lockFreeNamed(session: Session, reaches: readonly (readonly Named[])[]): Promise<readonly boolean[]> {
  const ids = [...new Set(reaches.flatMap((own) => own.map(({ id }) => id)))];
  const found = await session.fetchOne(
    lockNamedIfFree,
    ids.map((id) => ({ id })),
  );
  for (const { lockedIn, ...instance } of found.flatMap((one) => one ?? [])) {
    if (lockedIn !== null) session.noteLocked({ ...instance, state: lockedIn });
  }
  const taken = new Set(ids.filter((_, index) => found[index]?.lockedIn === null));
  return reaches.map((own) => own.every(({ id }) => !taken.has(id)));
}

/** Finds which instances they mean. Whatever spreads may spread to all that any of them reaches. */
async function reach(session: Session, refs: readonly InstanceRef[]): Promise<(ref: InstanceRef) => readonly InstanceNumber[]> {
  const ids = [...new Set(refs.flatMap((ref) => ('id' in ref ? [ref.id] : [])))];
  const named = await session.fetchOne(
    numberOfInstance,
    ids.map((id) => ({ id })),
  );
  const numberOf = new Map(ids.map((id, index) => [id, named[index]?.n]));
  const own = (ref: InstanceRef): readonly InstanceNumber[] => [('n' in ref ? ref.n : numberOf.get(ref.id)) ?? []].flat();
  const spread = [...(await relativesOf(session, refs.filter(({ spreads }) => spreads).flatMap(own)))];
  return (ref) => (ref.spreads ? [...own(ref), ...spread] : own(ref));
}

function distinct(numbers: readonly InstanceNumber[]): readonly { readonly n: InstanceNumber }[] {
  return [...new Set(numbers)].map((n) => ({ n }));
}

export const numberOfInstance = statement({ id: text }, ({ db, row, here }) =>
  db.selectFrom('instances').select('n').where('partition', '=', here).where('id', '=', row.id).where('replaced', '=', sql.lit(0)),
);

const lockInstance = statement({ n: integer }, (terms) => instanceByNumber(terms).forUpdate(), ['n']);

const lockIfFree = statement({ n: integer }, (terms) => instanceByNumber(terms).forUpdate().skipLocked(), ['n']);

/**
 * `lockedIn`: its state, as it is once it is locked; null if somebody else has it, or its id went to another meanwhile. The rest of an
 * instance never changes.
 */
const lockNamedIfFree = statement({ id: text }, ({ db, row, here }) =>
  db
    .selectFrom('instances')
    .select(['n', 'id', 'uid', 'workflow'])
    .select(({ selectFrom }) =>
      selectFrom('instances as own')
        // Not among the conditions: planners that know little would look for it, and not for the number.
        .select(sql<InstanceState | null>`case when own.replaced = 0 then own.state end`.as('state'))
        .where('own.partition', '=', here)
        .whereRef('own.n', '=', 'instances.n')
        .forUpdate()
        .skipLocked()
        .as('lockedIn'),
    )
    .where('partition', '=', here)
    .where('id', '=', row.id)
    .where('replaced', '=', sql.lit(0)),
);

function instanceByNumber({ db, row, here }: Terms<{ readonly n: typeof integer }>) {
  return db.selectFrom('instances').select('n').where('partition', '=', here).where('n', '=', row.n);
}
