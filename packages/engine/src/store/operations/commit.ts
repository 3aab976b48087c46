/**
 * Commits steps.
 *
 * Always: a step changes nothing unless the lane is held with its owner, epoch and seq; one that was applied already
 * is recognized and not applied again. Nearly all steps only go on to the next task: they take one statement each and
 * read nothing, and whatever finds its lane in any other standing takes the longer way.
 */
import { sql } from 'kysely';
import { moveLanes } from '../effects/move-lanes.js';
import type { Move } from '../effects/move-lanes.js';
import type { Numbering } from '../dialect.js';
import { lockInstances } from '../effects/lock-instances.js';
import { isHeld, laneStanding } from '../effects/read-lanes.js';
import type { LaneStanding } from '../effects/read-lanes.js';
import { setStatuses } from '../effects/set-statuses.js';
import { writeHistory } from '../effects/write-history.js';
import { mainLine } from '../lane-names.js';
import type { Session } from '../session.js';
import { bytes, integer, statement, text } from '../statement.js';
import { release } from './release.js';
import { childrenOf } from './start-children.js';
import type { CommitResult, Fence, StepCommit, Then } from '../store.js';

type Keep = Extract<Then, { readonly kind: 'keep' }>;

/** A step of the batch and its place there. */
interface Indexed {
  readonly index: number;
  readonly step: StepCommit;
}

/** What became of the steps of one batch. */
interface Batch {
  readonly results: CommitResult[];
  /** Steps that were applied now, by their place in the batch. */
  readonly applied: StepCommit[];
  /** One number per step, in the order of commit. */
  readonly ordinalOf: Numbering;
}

const wentOn: CommitResult = { status: 'applied', request: 'none', kept: true };
const lost: CommitResult = { status: 'lost' };

export async function commit(session: Session, steps: readonly StepCommit[]): Promise<readonly CommitResult[]> {
  const { results, applied, rest: left } = await goOn(session, steps);
  await session.begun();
  const batch: Batch = { results, applied, ordinalOf: await session.take('ordinal', steps.length) };
  let rest = left;
  await lockInstances(
    session,
    rest.filter(({ step }) => isSimple(step)).map(({ step }) => ({ n: step.fence.n })),
  );
  while (rest.length > 0) rest = await takeRound(session, rest, batch);
  await writeHistory(session, batch.applied, batch.ordinalOf);
  await publishStatuses(session, batch.applied);
  return batch.results;
}

/** The short way; `rest`: the steps that have to take the longer one. */
async function goOn(
  session: Session,
  steps: readonly StepCommit[],
): Promise<Omit<Batch, 'ordinalOf'> & { readonly rest: readonly Indexed[] }> {
  const results: CommitResult[] = [];
  const applied: StepCommit[] = [];
  const rows = [];
  const simple: Indexed[] = [];
  const rest: Indexed[] = [];
  for (const [index, step] of steps.entries()) {
    if (isSimple(step)) {
      rows.push({ ...step.fence, node: step.then.node, envelope: step.then.envelope });
      simple.push({ index, step });
    } else rest.push({ index, step });
  }
  const changed = await session.apply(keepLane, rows);
  for (const [at, { index, step }] of simple.entries()) {
    if (changed[at]) {
      results[index] = wentOn;
      applied[index] = step;
    } else rest.push({ index, step });
  }
  return { results, applied, rest };
}

/** Changes nothing but its lane, if that is as the worker knows it. */
export function isSimple(step: StepCommit): step is StepCommit & { readonly then: Keep } {
  return step.then.kind === 'keep' && step.consumed === undefined && step.cancelDelivered !== true && step.tags === undefined;
}

/**
 * One step of each lane. Gives the steps left over: repeated ones of the same lane. A lane that received a signal takes its
 * step with no other of its instance beside it: the end of another lane may have canceled it.
 */
async function takeRound(session: Session, steps: readonly Indexed[], batch: Batch): Promise<readonly Indexed[]> {
  const lanes = new Set<string>();
  const instances = new Set<number>();
  const closed = new Set<number>();
  const [now, later]: [Indexed[], Indexed[]] = [[], []];
  for (const one of steps) {
    const { n, lane } = one.step.fence;
    const isAlone = receivesInLane(one.step);
    const mustWait = lanes.has(`${n} ${lane}`) || closed.has(n) || (isAlone && instances.has(n));
    (mustWait ? later : now).push(one);
    if (mustWait) continue;
    lanes.add(`${n} ${lane}`);
    instances.add(n);
    if (isAlone) closed.add(n);
  }
  await takeLongWay(session, now, batch);
  return later;
}

function receivesInLane({ consumed, fence }: StepCommit): boolean {
  return consumed !== undefined && fence.lane !== mainLine;
}

async function takeLongWay(session: Session, steps: readonly Indexed[], { results, applied, ordinalOf }: Batch): Promise<void> {
  const lanes = await session.fetchOne(
    laneStanding,
    steps.map(({ step }) => step.fence),
  );
  const moves: Move[] = [];
  const refused: Fence[] = [];
  for (const [at, { index, step }] of steps.entries()) {
    const lane = lanes[at];
    if (lane && isHeld(lane, step.fence) && lane.request === 'cancel' && receivesInLane(step)) {
      // A lane that lost receives nothing: it is given back, and will see the cancel at its wait.
      refused.push(step.fence);
      results[index] = lost;
    } else if (lane && isHeld(lane, step.fence)) {
      moves.push({ step, lane, ordinal: ordinalOf(index) });
      applied[index] = step;
    } else results[index] = resultOfLate(lane, step.fence);
  }
  if (refused.length > 0) {
    await release(
      session,
      refused.map((fence) => ({ fence })),
    );
  }
  const children = await childrenOf(session, moves);
  const standings = await moveLanes(
    session,
    moves.map((move) => ({ ...move, ...children.get(move.step) })),
  );
  const moved = standings.values();
  for (const { index } of steps) results[index] ??= resultOf(moved.next().value);
}

/** Only the holder of an epoch can have made the step that follows this seq under it. */
function resultOfLate(lane: LaneStanding | undefined, { owner, epoch, seq }: Fence): CommitResult {
  if (lane?.epoch !== epoch || lane.seq !== seq + 1) return lost;
  return { status: 'applied', request: lane.request, kept: lane.owner === owner };
}

function resultOf(standing: { readonly request: LaneStanding['request']; readonly owner: number | null } | undefined): CommitResult {
  return standing ? { status: 'applied', request: standing.request, kept: standing.owner !== null } : lost;
}

async function publishStatuses(session: Session, applied: readonly StepCommit[]): Promise<void> {
  const published = applied.flatMap(({ fence: { n }, published: statuses }) => statuses.map((status) => ({ n, ...status })));
  if (published.length > 0) await setStatuses(session, published);
}

/** Goes on with the next task. Changes only lanes of which nothing else is wanted; touches no indexed column. */
const keepLane = statement(
  { n: integer, lane: text, owner: integer, epoch: integer, seq: integer, node: text, envelope: bytes },
  ({ db, row, here }) =>
    db
      .updateTable('lanes')
      .set({ seq: sql`seq + 1`, attempt: sql.lit(0), losses: sql.lit(0), node: row.node, envelope: row.envelope })
      .where('partition', '=', here)
      .where('n', '=', row.n)
      .where('lane', '=', row.lane)
      // In words that no index answers: planners that know nothing yet of the rows would look for them by owner.
      .where('owner', 'is not distinct from', row.owner)
      .where('epoch', '=', row.epoch)
      .where('seq', '=', row.seq)
      .where('request', '=', sql.lit('none'))
      .where('paused', '=', sql.lit(0))
      .where('signal', 'is', null)
      .where('mode', 'is', null)
      .where('child', 'is', null),
  ['n', 'lane'],
);
