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
import { bytes, integer, text } from '../statement.js';
import type { Terms } from '../statement.js';
import type { StepCommit, Then } from '../store.js';
import { asHeld, fenceColumns, fenceRow, oneStepOn } from './as-known.js';
import { deleteSignal } from './signals.js';
import { chains, takeByChains } from './told-steps.js';

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
  const taken = await takeByChains(session, steps, receiving);
  return taken.map(Boolean);
}

function receivingLane({ fence, then: { node: next, envelope: standing }, at, consumed: sid }: ReceivingStep) {
  return { ...fenceRow(fence), sid, next, standing, at };
}

const columns = { ...fenceColumns, sid: integer, next: text, standing: bytes, at: integer };

function goOn({ db, row, here }: Terms<typeof columns>) {
  return (
    db
      .updateTable('lanes')
      .set({
        ...oneStepOn,
        since: row.at,
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

const receiving = { ...chains(columns, { first: goOn, rest: [deleteSignal] }), rowOf: receivingLane };
