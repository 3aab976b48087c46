/**
 * Steps that only go on to the next task: nearly all of them.
 *
 * Always: such a step and its history are one statement, which reads nothing and needs no transaction around it. It changes
 * nothing but its lane, and that only if it is as the worker knows it; whatever stands in any other way takes the longer one.
 */
import type { Session } from '../session.js';
import { bytes, chain, numbered, statement, text } from '../statement.js';
import type { Terms } from '../statement.js';
import type { StepCommit, Then } from '../store.js';
import { asKnown, fenceColumns, fenceRow, oneStepOn } from './as-known.js';
import { takeBothWays } from './told-steps.js';
import type { ToldStep } from './told-steps.js';
import { historyColumns, historyOf, insertHistory } from './write-history.js';

type SimpleStep = StepCommit & { readonly then: Extract<Then, { readonly kind: 'keep' }> };

/** Changes nothing but its lane, if that is as the worker knows it. */
export function isSimple(step: StepCommit): step is SimpleStep {
  const { then, consumed, cancelDelivered, tags, joined } = step;
  return then.kind === 'keep' && consumed === undefined && cancelDelivered !== true && tags === undefined && joined !== true;
}

/** Tells of each step whether it was taken. */
export async function goOn(session: Session, steps: readonly SimpleStep[]): Promise<readonly boolean[]> {
  const taken = await takeBothWays<SimpleStep, unknown>(steps, {
    told: (those) => session.applyChain(keepLaneAndTell, those.map(toldLane)),
    untold: (those) => session.apply(keepLane, those.map(keptLane)),
  });
  return taken.map(Boolean);
}

function keptLane({ fence, then: { node: next, envelope: standing } }: SimpleStep) {
  return { ...fenceRow(fence), next, standing };
}

function toldLane(step: ToldStep<SimpleStep>) {
  return { ...keptLane(step), ...historyOf(step.fence, step.history) };
}

const laneColumns = { ...fenceColumns, next: text, standing: bytes };

/** Touches no indexed column. */
function keep({ db, row, here }: Terms<typeof laneColumns>) {
  return db
    .updateTable('lanes')
    .set({ ...oneStepOn, node: row.next, envelope: row.standing })
    .$call(asKnown({ row, here }))
    .where('mode', 'is', null)
    .where('child', 'is', null);
}

const keepLane = statement(laneColumns, keep, ['n', 'lane']);

const keepLaneAndTell = chain({ ...laneColumns, ...historyColumns, ordinal: numbered('ordinal') }, { first: keep, rest: [insertHistory] }, [
  'n',
  'lane',
]);
