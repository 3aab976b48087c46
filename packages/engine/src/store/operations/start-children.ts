/**
 * Starts children, and finds those that lanes begin to wait for.
 *
 * Always: a lane that was asked to cancel and has not been told starts nothing and waits for nothing.
 */
import { sql } from 'kysely';
import type { ChildOfStep } from '../effects/move-lanes.js';
import type { LaneStanding } from '../effects/read-lanes.js';
import type { Patience } from '../lock-wait.js';
import type { Session } from '../session.js';
import { integer, statement, text } from '../statement.js';
import type { StepCommit, Then } from '../store.js';
import { start } from './start.js';

interface Step {
  readonly step: StepCommit;
  readonly lane: LaneStanding;
}

/** What a lane goes on with. */
type Found = readonly [StepCommit, { readonly child: ChildOfStep }];

type Starting = Step & { readonly then: Extract<Then, { readonly kind: 'startChild' }> };
type Awaiting = Step & { readonly then: Extract<Then, { readonly kind: 'awaitChild' }> };

/** The children of these steps, where there are any; none where an id is taken or nobody has it. */
export async function childrenOf(
  session: Session,
  steps: readonly Step[],
  patience: Patience,
): Promise<ReadonlyMap<StepCommit, { readonly child: ChildOfStep }>> {
  const willing = steps.filter(({ step, lane }) => lane.request !== 'cancel' || step.cancelDelivered === true);
  const starting = willing.flatMap(({ step, lane }): Starting[] =>
    step.then.kind === 'startChild' ? [{ step, lane, then: step.then }] : [],
  );
  const awaiting = willing.flatMap(({ step, lane }): Awaiting[] =>
    step.then.kind === 'awaitChild' ? [{ step, lane, then: step.then }] : [],
  );
  return new Map([...(await startChildren(session, starting, patience)), ...(await findChildren(session, awaiting))]);
}

async function startChildren(session: Session, starting: readonly Starting[], patience: Patience): Promise<readonly Found[]> {
  if (starting.length === 0) return [];
  const results = await start(
    session,
    starting.map(({ then: { child }, lane: { n, lane, seq } }) => {
      const { onParentClose, ...request } = child;
      return { ...request, signals: [], onConflict: 'fail', parent: { n, lane, seq, onParentClose } };
    }),
    patience,
  );
  await session.change(
    markParent,
    starting.map(({ lane: { n } }) => ({ n })),
  );
  return starting.flatMap(({ step }, index): Found[] => {
    const result = results[index];
    return result?.status === 'started' ? [[step, { child: { n: result.n, isOver: false } }]] : [];
  });
}

async function findChildren(session: Session, awaiting: readonly Awaiting[]): Promise<readonly Found[]> {
  if (awaiting.length === 0) return [];
  const references = awaiting.map(({ then: { instanceId, uid } }) => ({ id: instanceId, uid }));
  const found = await session.fetchOne(childById, references);
  // Another instance may have taken the id since; then the child has ended.
  const replaced = await session.fetchOne(
    replacedChild,
    references.filter((_, index) => !found[index]),
  );
  const others = replaced.values();
  return awaiting.flatMap(({ step }, index): Found[] => {
    const child = found[index] ?? others.next().value;
    return child ? [[step, { child: { n: child.n, isOver: child.state !== 'live' } }]] : [];
  });
}

const markParent = statement({ n: integer }, ({ db, row, here }) =>
  db
    .updateTable('instances')
    .set({ is_parent: sql.lit(1) })
    .where('partition', '=', here)
    .where('n', '=', row.n)
    .where('is_parent', '=', sql.lit(0)),
);

/** Locked, so that it does not end unseen before the lane that waits is seen. */
const childById = statement(
  { id: text, uid: text },
  ({ db, row, here, capabilities }) => {
    const query = db
      .selectFrom('instances')
      .select(['n', 'state'])
      .where('partition', '=', here)
      .where('id', '=', row.id)
      .where('uid', '=', row.uid)
      .where('replaced', '=', sql.lit(0))
      .where('parent', 'is not', null);
    return capabilities.rowLocks ? query.forUpdate() : query;
  },
  ['id'],
);

const replacedChild = statement({ id: text, uid: text }, ({ db, row, here }) =>
  db
    .selectFrom('instances')
    .select(['n', 'state'])
    .where('partition', '=', here)
    .where('id', '=', row.id)
    .where('uid', '=', row.uid)
    .where('replaced', '=', sql.lit(1))
    .where('parent', 'is not', null),
);
