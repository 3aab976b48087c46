/**
 * Steps that end an instance of which nothing else is there: nearly all ends.
 *
 * Always: such a step and its history are one statement, which needs no transaction around it. It changes nothing unless the
 * main line is as the worker knows it and nobody else is at the instance; whatever stands in any other way takes the longer one.
 */
import type { Session } from '../session.js';
import { bytes, integer, statement, timed, word } from '../statement.js';
import type { Terms } from '../statement.js';
import type { LaneEnd, StepCommit, Then } from '../store.js';
import { asKnown, fenceColumns, fenceRow } from './as-known.js';
import { chains, takeByChains } from './told-steps.js';

type SimpleEnd = StepCommit & { readonly then: Extract<Then, { readonly kind: 'end' }>; readonly endsAlone: string };

/** Changes nothing but the main line and its instance, if they are as the worker knows them. */
export function isSimpleEnd(step: StepCommit): step is SimpleEnd {
  return step.endsAlone !== undefined && step.then.kind === 'end' && step.consumed === undefined && step.cancelDelivered !== true;
}

/** Tells of each step whether it was taken. */
export async function endSimply(session: Session, steps: readonly SimpleEnd[]): Promise<readonly boolean[]> {
  const taken = await takeByChains(session, steps, ending);
  const areTaken = taken.map(Boolean);
  tellOfEnds(session, steps, areTaken);
  return areTaken;
}

/** Tells of each step, whose lane is gone, whether its instance has ended as it says. */
export async function haveEnded(session: Session, steps: readonly SimpleEnd[]): Promise<readonly boolean[]> {
  const found = await session.fetchOne(
    instanceEnded,
    steps.map(({ fence: { n }, then: { end, envelope } }) => ({ n, end, result: envelope })),
  );
  const are = found.map(Boolean);
  tellOfEnds(session, steps, are);
  return are;
}

function tellOfEnds(session: Session, steps: readonly SimpleEnd[], areEnds: readonly boolean[]): void {
  for (const [index, { endsAlone: instanceId }] of steps.entries()) if (areEnds[index]) session.notify({ kind: 'changed', instanceId });
}

function endOf({ fence, then: { end, envelope: result } }: SimpleEnd) {
  return { ...fenceRow(fence), end, result };
}

const endColumns = {
  ...fenceColumns,
  end: word<LaneEnd>(),
  result: bytes,
  now: timed,
};

type EndTerms = Terms<typeof endColumns>;

/** Whoever changes more than a lane at work has it. Before the lane, as everybody locks them. */
function lockInstance({ db, row, here }: EndTerms) {
  return db.selectFrom('instances').select('id').where('partition', '=', here).where('n', '=', row.n).forUpdate().skipLocked();
}

/** As long as it waits for nothing it has no lanes below it. */
function deleteMainLine({ db, row, here }: EndTerms) {
  return db.deleteFrom('lanes').$call(asKnown({ row, here })).where('mode', 'is', null).where('child', 'is', null);
}

function endInstance({ db, row, here }: EndTerms) {
  return db
    .updateTable('instances')
    .set({ state: row.end, outcome: row.result, ended_at: row.now })
    .where('partition', '=', here)
    .where('n', '=', row.n);
}

const instanceEnded = statement({ n: integer, end: word<LaneEnd>(), result: bytes }, ({ db, row, here }) =>
  db
    .selectFrom('instances')
    .select('n')
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('state', '=', row.end)
    .where('outcome', '=', row.result),
);

const ending = { ...chains(endColumns, { lock: lockInstance, first: deleteMainLine, rest: [endInstance] }), rowOf: endOf };
