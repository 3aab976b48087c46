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
import { bytes, chain, integer, numbered, text } from '../statement.js';
import type { Terms } from '../statement.js';
import type { StepCommit, Then } from '../store.js';
import { asKnown, fenceColumns } from './as-known.js';
import { deleteRange, rangeColumns } from './delete-lanes.js';
import { lockInstanceAndLease } from './lock-with-lease.js';
import { takeBothWays } from './told-steps.js';
import type { ToldStep } from './told-steps.js';
import { historyColumns, historyOf, insertHistory } from './write-history.js';

interface LeavingStep extends StepCommit {
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
  const taken = await takeBothWays(steps, {
    told: (those) => session.applyChain(leaveAndTell, those.map(toldLane)),
    untold: (those) => session.applyChain(leave, those.map(leavingLane)),
  });
  return taken.map(Boolean);
}

function leavingLane({ fence: { n, lane, owner, epoch, seq }, then, at }: LeavingStep) {
  return { ...lanesOfFork(n, lane, seq), lane, worker: owner, epoch, seq, next: then.node, standing: then.envelope, at };
}

function toldLane(step: ToldStep<LeavingStep>) {
  return { ...leavingLane(step), ...historyOf(step.fence, step.history) };
}

const columns = { ...fenceColumns, ...rangeColumns, next: text, standing: bytes, at: integer };

function goOn({ db, row, here }: Pick<Terms<typeof columns>, 'db' | 'row' | 'here'>) {
  return db
    .updateTable('lanes')
    .set({
      since: row.at,
      seq: sql`seq + 1`,
      attempt: sql.lit(0),
      losses: sql.lit(0),
      pending: sql.lit(0),
      mode: sql.lit(null),
      successes_left: sql.lit(null),
      failures_left: sql.lit(null),
      node: row.next,
      envelope: row.standing,
    })
    .$call(asKnown({ row, here }))
    .where('mode', 'is not', null)
    .where('child', 'is', null);
}

const links = { lock: lockInstanceAndLease, first: goOn };

const leave = chain(columns, { ...links, rest: [deleteRange] }, ['n', 'lane']);

const leaveAndTell = chain(
  { ...columns, ...historyColumns, ordinal: numbered('ordinal') },
  { ...links, rest: [deleteRange, insertHistory] },
  ['n', 'lane'],
);
