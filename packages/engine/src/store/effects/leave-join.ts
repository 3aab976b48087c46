/**
 * Steps that leave a join for the next task: the lanes of its fork go.
 *
 * Always: such a step, its history and the lanes that it leaves are one statement, which needs no transaction around it. It changes
 * nothing unless the lane is as the worker knows it, nobody else is at the instance and the worker has its lease; whatever stands
 * in any other way takes the longer one.
 */
import { sql } from 'kysely';
import { lanesOfFork } from '../lane-names.js';
import type { Session } from '../session.js';
import { bytes, integer, text } from '../statement.js';
import type { Terms } from '../statement.js';
import type { StepCommit, Then } from '../store.js';
import { asKnown, fenceColumns, fenceRow, oneStepOn } from './as-known.js';
import { deleteRange, rangeColumns } from './delete-lanes.js';
import { lockInstanceAndLease } from './lock-with-lease.js';
import { chains, takeByChains } from './told-steps.js';

export interface LeavingStep extends StepCommit {
  readonly at: number;
  readonly then: Extract<Then, { readonly kind: 'keep' }>;
}

/** Changes nothing but its lane and those that it leaves, if all is as the worker knows it. */
export function isLeaving(step: StepCommit): step is LeavingStep {
  const { then, at, joined, consumed, cancelDelivered, tags } = step;
  const isPlain = at !== undefined && consumed === undefined && cancelDelivered !== true && tags === undefined;
  return then.kind === 'keep' && joined === true && isPlain;
}

/** Tells of each step whether it was taken. */
export async function leaveJoin(session: Session, steps: readonly LeavingStep[]): Promise<readonly boolean[]> {
  const taken = await takeByChains(session, steps, leaving);
  return taken.map(Boolean);
}

export function leavingLane({ fence, then: { node: next, envelope: standing }, at }: LeavingStep) {
  return { ...lanesOfFork(fence.n, fence.lane, fence.seq), ...fenceRow(fence), next, standing, at };
}

export const leavingColumns = { ...fenceColumns, ...rangeColumns, next: text, standing: bytes, at: integer };

type LeavingTerms = Terms<typeof leavingColumns>;

/** The lane has gone on to its next task and waits for no others. */
export function pastJoin({ row }: Pick<LeavingTerms, 'row'>) {
  return {
    ...oneStepOn,
    since: row.at,
    pending: sql.lit(0),
    mode: sql.lit(null),
    successes_left: sql.lit(null),
    failures_left: sql.lit(null),
    node: row.next,
    envelope: row.standing,
  };
}

function goOn(terms: LeavingTerms) {
  return terms.db.updateTable('lanes').set(pastJoin(terms)).$call(asKnown(terms)).where('mode', 'is not', null).where('child', 'is', null);
}

const leaving = {
  ...chains(leavingColumns, { lock: lockInstanceAndLease, first: goOn, rest: [deleteRange] }),
  rowOf: leavingLane,
};
