/**
 * Steps that only go on to the next task: nearly all of them.
 *
 * Always: such a step and its history are one statement, which reads nothing and needs no transaction around it. It changes
 * nothing but its lane, and that only if it is as the worker knows it; whatever stands in any other way takes the longer one.
 */
import { sql } from 'kysely';
import type { Session } from '../session.js';
import { bytes, chain, numbered, statement, text } from '../statement.js';
import type { Terms } from '../statement.js';
import type { HistoryEntry, StepCommit, Then } from '../store.js';
import { asKnown, fenceColumns } from './as-known.js';
import { historyColumns, historyOf, insertHistory } from './write-history.js';

type SimpleStep = StepCommit & { readonly then: Extract<Then, { readonly kind: 'keep' }> };

/** Changes nothing but its lane, if that is as the worker knows it. */
export function isSimple(step: StepCommit): step is SimpleStep {
  const { then, consumed, cancelDelivered, tags, joined } = step;
  return then.kind === 'keep' && consumed === undefined && cancelDelivered !== true && tags === undefined && joined !== true;
}

/** Tells of each step whether it was taken. */
export async function goOn(session: Session, steps: readonly SimpleStep[]): Promise<readonly boolean[]> {
  const told = steps.filter(isTold);
  const untold = steps.filter((step) => !isTold(step));
  const takenOfTold = await session.applyChain(keepLaneAndTell, told.map(toldLane));
  if (untold.length === 0) return takenOfTold.map(Boolean);
  const takenOfUntold = await session.apply(keepLane, untold.map(keptLane));
  const [toldOnes, untoldOnes] = [takenOfTold.values(), takenOfUntold.values()];
  return steps.map((step) => Boolean((isTold(step) ? toldOnes : untoldOnes).next().value));
}

type ToldStep = SimpleStep & { readonly history: HistoryEntry };

function isTold(step: SimpleStep): step is ToldStep {
  return step.history !== undefined;
}

function toldLane({ fence, then, history }: ToldStep) {
  return { ...historyOf(fence, history), epoch: fence.epoch, to: then.node, standing: then.envelope };
}

function keptLane({ fence: { n, lane, owner, epoch, seq }, then }: SimpleStep) {
  return { n, lane, worker: owner, epoch, seq, to: then.node, standing: then.envelope };
}

const laneColumns = { ...fenceColumns, to: text, standing: bytes };

/** Touches no indexed column. */
function keep({ db, row, here }: Pick<Terms<typeof laneColumns>, 'db' | 'row' | 'here'>) {
  return db
    .updateTable('lanes')
    .set({ seq: sql`seq + 1`, attempt: sql.lit(0), losses: sql.lit(0), node: row.to, envelope: row.standing })
    .$call(asKnown({ row, here }))
    .where('mode', 'is', null)
    .where('child', 'is', null);
}

const keepLane = statement(laneColumns, keep, ['n', 'lane']);

const keepLaneAndTell = chain({ ...laneColumns, ...historyColumns, ordinal: numbered('ordinal') }, { first: keep, rest: [insertHistory] }, [
  'n',
  'lane',
]);
