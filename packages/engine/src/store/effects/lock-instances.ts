/**
 * The lock of an instance: whoever may change more of it than one lane at work keeps its row until the transaction ends.
 *
 * Always: a transaction locks the instances that it knows of before anything else, in the order of their numbers, and
 * lanes after their instance. So a signal and a lane that begins to wait, a cancel and a fork, the ends of two lanes of a
 * fork see each other, whatever the order. Where a transaction that writes is alone there is nothing to lock.
 */
import { sql } from 'kysely';
import type { Session } from '../session.js';
import { integer, statement, text } from '../statement.js';
import type { InstanceNumber } from '../store.js';
import { relativesOf } from './relatives.js';

export type InstanceRef = ({ readonly id: string } | { readonly n: InstanceNumber }) & {
  /** What is done to it may reach its children and those that wait for it; absent: only itself. */
  readonly spreads?: boolean;
};

export async function lockInstances(session: Session, refs: readonly InstanceRef[]): Promise<void> {
  if (!session.capabilities.rowLocks || refs.length === 0) return;
  const ids = [...new Set(refs.flatMap((ref) => ('id' in ref ? [ref.id] : [])))];
  const named = await session.fetchOne(
    numberOfInstance,
    ids.map((id) => ({ id })),
  );
  const numberOf = new Map(ids.map((id, index) => [id, named[index]?.n]));
  const numbers = (wanted: readonly InstanceRef[]): InstanceNumber[] =>
    wanted.flatMap((ref) => ('n' in ref ? ref.n : (numberOf.get(ref.id) ?? [])));
  const spread = await relativesOf(session, numbers(refs.filter(({ spreads }) => spreads)));
  await session.fetch(
    lockInstance,
    [...new Set([...numbers(refs), ...spread])].map((n) => ({ n })),
  );
}

export const numberOfInstance = statement({ id: text }, ({ db, row, here }) =>
  db.selectFrom('instances').select('n').where('partition', '=', here).where('id', '=', row.id).where('replaced', '=', sql.lit(0)),
);

const lockInstance = statement(
  { n: integer },
  ({ db, row, here }) => db.selectFrom('instances').select('n').where('partition', '=', here).where('n', '=', row.n).forUpdate(),
  ['n'],
);
