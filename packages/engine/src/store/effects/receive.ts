/**
 * Steps that receive a signal and go on to the next task.
 *
 * Always: such a step, its history and the end of the signal are one statement, which needs no transaction around it. It changes
 * nothing unless the lane is as the worker knows it, with that signal; whatever stands in any other way takes the longer one. So does a
 * lane of a fork: the end of another one may have canceled it, and a lane that lost receives nothing.
 */
import { sql } from 'kysely';
import { mainLine } from '../lane-names.js';
import type { Session } from '../session.js';
import { bytes, chain, integer, numbered, text } from '../statement.js';
import type { Terms } from '../statement.js';
import type { StepCommit, Then } from '../store.js';
import { asHeld, fenceColumns } from './as-known.js';
import { deleteSignal } from './signals.js';
import { takeBothWays } from './told-steps.js';
import type { ToldStep } from './told-steps.js';
import { historyColumns, historyOf, insertHistory } from './write-history.js';

interface ReceivingStep extends StepCommit {
  readonly at: number;
  readonly consumed: number;
  readonly then: Extract<Then, { readonly kind: 'keep' }>;
}

/** Changes nothing but its lane and the signal that it receives, if all is as the worker knows it. */
export function isReceiving(step: StepCommit): step is ReceivingStep {
  const { then, at, consumed, cancelDelivered, tags, joined, fence } = step;
  const isPlain = at !== undefined && cancelDelivered !== true && tags === undefined && joined !== true;
  return then.kind === 'keep' && consumed !== undefined && fence.lane === mainLine && isPlain;
}

/** Tells of each step whether it was taken. */
export async function receive(session: Session, steps: readonly ReceivingStep[]): Promise<readonly boolean[]> {
  const taken = await takeBothWays(steps, {
    told: (those) => session.applyChain(receiveAndTell, those.map(toldLane)),
    untold: (those) => session.applyChain(receiveOnly, those.map(receivingLane)),
  });
  return taken.map(Boolean);
}

function receivingLane({ fence: { n, lane, owner, epoch, seq }, then, at, consumed }: ReceivingStep) {
  return { n, lane, worker: owner, epoch, seq, sid: consumed, next: then.node, standing: then.envelope, at };
}

function toldLane(step: ToldStep<ReceivingStep>) {
  return { ...receivingLane(step), ...historyOf(step.fence, step.history) };
}

const columns = { ...fenceColumns, sid: integer, next: text, standing: bytes, at: integer };

function goOn({ db, row, here }: Pick<Terms<typeof columns>, 'db' | 'row' | 'here'>) {
  return (
    db
      .updateTable('lanes')
      .set({
        since: row.at,
        seq: sql`seq + 1`,
        attempt: sql.lit(0),
        losses: sql.lit(0),
        due: sql.lit(null),
        signal: sql.lit(null),
        sid: sql.lit(null),
        ordinal: sql.lit(null),
        node: row.next,
        envelope: row.standing,
      })
      .$call(asHeld({ row, here }))
      .where('mode', 'is', null)
      .where('child', 'is', null)
      // In words that no index answers.
      .where('sid', 'is not distinct from', row.sid)
  );
}

const receiveOnly = chain(columns, { first: goOn, rest: [deleteSignal] }, ['n', 'lane']);

const receiveAndTell = chain(
  { ...columns, ...historyColumns, ordinal: numbered('ordinal') },
  { first: goOn, rest: [deleteSignal, insertHistory] },
  ['n', 'lane'],
);
